// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** What is copied by {@link Images}: content, what the target has before, and where it goes. */
enum ImageWorkload {
    /** One image of ten layers of 1 MiB. */
    I10("bench/i10", "1", ""),
    /** One image of 200 layers of 16 KiB: the cost of a request. */
    W1("bench/w1", "1", ""),
    /** One image of four layers of 256 MiB: the cost of bytes. */
    W2("bench/w2", "1", ""),
    /** An index of six platforms with ten layers of 1 MiB each, three of them shared. */
    W3("bench/w3", "1", ""),
    /** A hundred tags of one repository: three layers shared by all, two of each one's own. */
    MANY("bench/many", "", ""),
    /** Nothing has changed. */
    NOOP("bench/i10", "1", "1"),
    /** One of ten layers has changed. */
    INC("bench/i10", "2", "1"),
    /** One layer of one platform of six has changed. */
    INC3("bench/w3", "2", "1"),
    /** To another repository of the same registry. */
    SAME("bench/i10", "1", "");

    private static final int KIB = 1024;
    private static final int SMALL = 16 * KIB;
    private static final int MIB = KIB * KIB;
    private static final int PLATFORMS = 6;
    private static final int TAGS = 100;

    private final String repository;
    private final String tag;
    private final String before;

    ImageWorkload(String repository, String tag, String before) {
        this.repository = repository;
        this.tag = tag;
        this.before = before;
    }

    String repository() {
        return repository;
    }

    /** What is copied; empty for all tags. */
    String tag() {
        return tag;
    }

    /** What the target has already, under the tag that is written; empty for nothing. */
    String before() {
        return before;
    }

    boolean isWithinRegistry() {
        return this == SAME;
    }

    /** Puts all content of this workload into a registry. */
    void make(OciRegistry registry) {
        OciStore into = registry.repository(repository);
        switch (this) {
            case I10, NOOP, INC, SAME -> {
                image(into, "1", LongStream.range(0, 10), MIB);
                image(into, "2", LongStream.of(0, 1, 2, 3, 4, 5, -6, 7, 8, 9), MIB);
            }
            case W1 -> image(into, "1", LongStream.range(1000, 1200), SMALL);
            case W2 -> image(into, "1", LongStream.range(2000, 2004), 256 * MIB);
            case W3, INC3 -> {
                index(into, "1", 36);
                index(into, "2", -36);
            }
            case MANY -> {
                for (int i = 1; i <= TAGS; i++) {
                    image(into, String.valueOf(i), LongStream.of(-1, -2, -3, 2L * i, 2L * i + 1), SMALL);
                }
            }
        }
    }

    private static void image(OciStore into, String tag, LongStream layers, int size) {
        Image.put(into, Set.of(new Tag(tag)), "a" + tag, layers, size);
    }

    /** The first three layers are in all images, and one of the first image is another one. */
    private static void index(OciStore into, String tag, long other) {
        List<Descriptor> images = new ArrayList<>();
        for (int platform = 0; platform < PLATFORMS; platform++) {
            long first = 30L + 10L * platform;
            LongStream own = LongStream.range(first, first + 7).map(seed -> seed == Math.abs(other) ? other : seed);
            images.add(Image.put(
                    into, Set.of(), "a" + platform, LongStream.concat(LongStream.of(-11, -12, -13), own), MIB));
        }
        Image.putIndex(into, new Tag(tag), images);
    }
}
