// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Tag;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Makes a registry's view of a component archive, which has blobs, but instead of an index one file that describes a component
 * version (OCM specification, "Component Archive"): what that means is not known here.
 */
@FunctionalInterface
public interface Description {
    /** The file that describes it. */
    String FILE = "component-descriptor.yaml";

    /** The most bytes that the file may have. */
    int LIMIT = 16 * 1024 * 1024;

    /**
     * What the archive is to look like.
     *
     * @param repository the repository that holds the component version
     * @param tag its tag
     * @param manifests its manifests, what the tag stands for last
     * @param blobs what they need besides the blobs of the archive
     */
    record View(String repository, Tag tag, List<Document> manifests, List<byte[]> blobs) {
        /** Copies the lists. */
        public View {
            manifests = List.copyOf(manifests);
            blobs = List.copyOf(blobs);
        }
    }

    /**
     * Makes the view.
     *
     * @param file the content of the file
     * @param size the size of a blob of the archive, empty when there is none
     * @return the view
     * @throws dev.ocmtoolkit.oci.Failure when the file is malformed
     */
    View view(byte[] file, Function<Digest, OptionalLong> size);
}
