// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImagePlannerTest {
    private static final Tag ONE = new Tag("1");

    private final TappedRegistry source = new TappedRegistry(new MemoryRegistry());
    private final TappedRegistry target = new TappedRegistry(new MemoryRegistry());
    private final OciStore from = source.repository("from");
    private final OciStore to = target.repository("to");

    @Test
    void whatIsThereIsKeptByOneQuestion() {
        Document image = Images.put(from, "1", "a");
        Images.put(to, "1", "a");
        source.log().clear();
        target.log().clear();

        Unit unit = ImagePlanner.plan(from, image.digest(), to, Optional.of(ONE));

        assertThat(unit.moves()).containsExactly(new Move.Keep(to, image.descriptor(), new Evidence.Seen()));
        assertThat(target.log()).containsExactly("resolve to 1");
        assertThat(source.log()).isEmpty();
    }

    @Test
    void anotherImageUnderTheTagIsReplaced() {
        Document image = Images.put(from, "1", "a");
        Images.put(to, "1", "other");

        Unit unit = ImagePlanner.plan(from, image.digest(), to, Optional.of(ONE));

        assertThat(unit.key()).isEqualTo(new UnitKey(to.location(), ONE));
        assertThat(unit.moves().getLast()).isEqualTo(new Move.PutManifest(to, image, Set.of(ONE)));
    }

    @Test
    void withoutATagItIsKnownByItsDigest() {
        Document image = Images.put(from, "1", "a");

        Unit unit = ImagePlanner.plan(from, image.digest(), to, Optional.empty());

        assertThat(unit.key()).isEqualTo(new UnitKey(to.location(), image.digest()));
        assertThat(unit.moves().getLast()).isEqualTo(new Move.PutManifest(to, image, Set.of()));
    }

    @Test
    void anIndexIsPlannedWithAllBelowItEachOnce() {
        Document amd = Images.withoutTag(from, "shared", "amd");
        Document arm = Images.withoutTag(from, "shared", "arm");
        Document inner = Images.index(MediaTypes.INDEX, amd.descriptor(), arm.descriptor());
        from.putManifest(inner, Set.of());
        Document outer = Images.index(MediaTypes.DOCKER_LIST, inner.descriptor(), amd.descriptor());
        from.putManifest(outer, Set.of());

        List<Move> moves = ImagePlanner.closure(from, outer.digest(), to);

        assertThat(moves.stream().filter(Move.CopyBlob.class::isInstance)).hasSize(4);
        assertThat(moves.subList(4, 8))
                .containsExactly(
                        new Move.PutManifest(to, amd, Set.of()),
                        new Move.PutManifest(to, arm, Set.of()),
                        new Move.PutManifest(to, inner, Set.of()),
                        new Move.PutManifest(to, outer, Set.of()));
    }

    @Test
    void whatAnIndexListsThatIsNoManifestIsABlob() {
        Descriptor odd = Images.blob(from, "text/plain", "odd");
        Document index = Images.index(MediaTypes.INDEX, odd);
        from.putManifest(index, Set.of());

        assertThat(ImagePlanner.closure(from, index.digest(), to))
                .containsExactly(new Move.CopyBlob(from, to, odd), new Move.PutManifest(to, index, Set.of()));
    }

    @Test
    void foreignLayersAreLeftWhereTheyAre() {
        Descriptor config = Images.blob(from, "application/vnd.docker.container.image.v1+json", "{}");
        Descriptor layer = Images.blob(from, "application/vnd.docker.image.rootfs.diff.tar.gzip", "layer");
        Descriptor foreign = new Descriptor(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Images.digest("windows"), 7);
        Document image = Images.manifest(MediaTypes.DOCKER_MANIFEST, config, List.of(foreign, layer));
        from.putManifest(image, Set.of(ONE));

        assertThat(ImagePlanner.closure(from, image.digest(), to))
                .containsExactly(
                        new Move.CopyBlob(from, to, config),
                        new Move.CopyBlob(from, to, layer),
                        new Move.PutManifest(to, image, Set.of()));
    }

    @Test
    void aManifestThatIsMissingIsNamedWithTheIndexThatListsIt() {
        Document arm = Images.withoutTag(from, "arm");
        Document index = Images.index(MediaTypes.INDEX, arm.descriptor());
        from.putManifest(index, Set.of());
        from.deleteManifest(arm.digest());

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ImagePlanner.closure(from, index.digest(), to))
                .matches(failure -> failure.side() == Failure.Side.SOURCE)
                .matches(failure -> failure.kind() == Failure.Kind.NOT_FOUND)
                .matches(failure -> "put it there, or copy from where the index is complete".equals(failure.wayOut()))
                .withMessage("manifest %s, which index %s lists, is not in %s"
                        .formatted(arm.digest(), index.digest(), from.location()));
    }

    @Test
    void indexesThatAreNestedWithoutEndAreRefused() {
        Document inner = Images.withoutTag(from, "a");
        for (int i = 0; i < 10; i++) {
            inner = Images.index(MediaTypes.INDEX, inner.descriptor());
            from.putManifest(inner, Set.of());
        }
        Document outer = inner;

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ImagePlanner.closure(from, outer.digest(), to))
                .matches(failure -> failure.side() == Failure.Side.SOURCE)
                .withMessageContaining("nested more than 8 deep");
    }

    @Test
    void whatIsMissingIsMissingAtTheSource() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ImagePlanner.plan(from, Images.digest("nothing"), to, Optional.of(ONE)))
                .matches(failure -> failure.kind() == Failure.Kind.NOT_FOUND)
                .matches(failure -> failure.side() == Failure.Side.SOURCE);
    }
}
