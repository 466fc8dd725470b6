// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.copy.CopyEngine.Commit;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CopyEngineTest {
    @TempDir
    private Path directory;

    private final CopyEngine engine = new CopyEngine();
    private final Cancellation cancellation = new Cancellation();
    private final TappedRegistry source = new TappedRegistry(new MemoryRegistry());
    private final TappedRegistry target = new TappedRegistry(new MemoryRegistry());
    private final OciStore from = source.repository("from");
    private final OciStore to = target.repository("to");
    private final Told told = new Told();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void manifestsComeAfterTheirBlobsAndTheTagLast() {
        Document left = Images.withoutTag(from, "a", "b");
        Document right = Images.withoutTag(from, "c");
        Document index = Images.index(MediaTypes.INDEX, left.descriptor(), right.descriptor());
        from.putManifest(index, Set.of(new Tag("1")));

        CopyReport report = run(ImagePlanner.plan(from, index.digest(), to, Optional.of(new Tag("1"))));

        assertThat(report.failures()).isEmpty();
        assertThat(report.units()).isOne();
        assertThat(report.objects()).isEqualTo(8);
        assertThat(to.manifest(new Tag("1"))).isEqualTo(index);
        List<String> writes = target.log().stream()
                .filter(line -> line.startsWith("start") || line.startsWith("put"))
                .toList();
        assertThat(writes.subList(0, 5)).allMatch(line -> line.startsWith("start"));
        assertThat(writes.subList(5, 8))
                .containsExactly("put to " + left.digest(), "put to " + right.digest(), "put to 1");
        assertThat(told.evidence.values()).allMatch(Evidence.Accepted.class::isInstance);
        assertThat(told.done).containsExactly(key(to, "1"));
        assertThat(report.bytesSent()).isEqualTo(told.expected.get()).isEqualTo(told.sent.get());
    }

    @Test
    void aUnitRunsAfterThoseThatItWaitsForThoughTheyComeLater() {
        Unit parent = image("parent", Set.of(key(to, "child")), "p");
        Unit child = image("child", Set.of(), "c");

        assertThat(run(parent, child).failures()).isEmpty();

        assertThat(told.done).containsExactly(key(to, "child"), key(to, "parent"));
        assertThat(target.log().stream().filter(line -> line.startsWith("put")))
                .containsExactly("put to child", "put to parent");
        assertThat(target.log().indexOf("put to child"))
                .isLessThan(target.log().indexOf("start to " + Images.digest("p")));
    }

    @Test
    void aUnitThatComesTwiceIsDoneOnce() {
        Unit image = image("1", Set.of(), "a");

        assertThat(run(image, image).units()).isOne();

        assertThat(target.log().stream().filter("put to 1"::equals)).hasSize(1);
    }

    @Test
    void aBlobThatManyNeedIsReadOnceAndMountedElsewhere() {
        List<Unit> units = IntStream.range(0, 20)
                .mapToObj(i -> {
                    Document image = Images.put(from, "t" + i, "shared", "own " + i);
                    return ImagePlanner.plan(
                            from, image.digest(), target.repository("to" + i), Optional.of(new Tag("t" + i)));
                })
                .toList();

        CopyReport report = run(units.toArray(Unit[]::new));

        assertThat(report.failures()).isEmpty();
        assertThat(source.opened(Images.digest("shared"))).isOne();
        long mounted = told.evidence.entrySet().stream()
                .filter(e -> e.getKey().endsWith(Images.digest("shared").toString()))
                .filter(e -> e.getValue() instanceof Evidence.Mounted)
                .count();
        assertThat(mounted).isEqualTo(19);
    }

    @Test
    void betweenRepositoriesOfOneRegistryNothingIsRead() {
        Document image = Images.put(from, "1", "a", "b");
        OciStore beside = source.repository("beside");

        CopyReport report = engine.run(
                List.of(ImagePlanner.plan(from, image.digest(), beside, Optional.empty()))
                        .iterator(),
                source,
                Commit.DONE_UNITS,
                told,
                cancellation);

        assertThat(report.failures()).isEmpty();
        assertThat(report.bytesSent()).isZero();
        assertThat(source.log()).noneMatch(line -> line.startsWith("open"));
        assertThat(beside.manifest(image.digest())).isEqualTo(image);
    }

    @Test
    void aManifestIsNotWrittenWithoutEvidenceOfItsChildren() {
        Document image = Images.put(from, "1", "a");
        Images.put(to, "there", "a");
        Unit forgetful =
                new Unit(key(to, "1"), Set.of(), List.of(new Move.PutManifest(to, image, Set.of(new Tag("1")))));

        CopyReport report = run(forgetful);

        assertThat(failure(report, key(to, "1")).sentence()).contains("forgot its child");
        assertThat(to.resolve(new Tag("1"))).isEmpty();
    }

    @Test
    void aBlobThatFailsFailsItsUnitAndWhatWaitsForItOnly() {
        Unit bad = image("bad", Set.of(), "rotten");
        Unit waiting = image("waiting", Set.of(key(to, "bad")), "w");
        Unit last = image("last", Set.of(key(to, "waiting")), "l");
        Unit good = image("good", Set.of(), "g");
        source.change(Images.digest("rotten"), in -> new ByteArrayInputStream("fotten".getBytes(UTF_8)));

        CopyReport report = run(bad, waiting, last, good);

        assertThat(report.failures()).containsOnlyKeys(key(to, "bad"), key(to, "waiting"), key(to, "last"));
        assertThat(report.units()).isOne();
        assertThat(told.failed).hasSize(3);
        assertThat(to.tags()).containsExactly("good");
    }

    @Test
    void corruptContentIsNeverCommittedNorTriedAgain() {
        Unit bad = image("bad", Set.of(), "rotten");
        source.change(Images.digest("rotten"), in -> new ByteArrayInputStream("fotten".getBytes(UTF_8)));

        Failure failure = failure(run(bad), key(to, "bad"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(failure.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(source.opened(Images.digest("rotten"))).isOne();
        assertThat(to.hasBlob(Images.digest("rotten"))).isEmpty();
        assertThat(to.hasBlob(Images.digest("fotten"))).isEmpty();
    }

    @Test
    void aSourceThatBreaksIsTriedAgainAndCountedOnce() {
        String large = "large ".repeat(100_000);
        Unit image = image("1", Set.of(), large, "b");
        AtomicInteger breaks = new AtomicInteger(2);
        source.change(Images.digest(large), in -> breaks.getAndDecrement() > 0 ? new Breaking(in, 550_000) : in);

        CopyReport report = run(image);

        assertThat(report.failures()).isEmpty();
        assertThat(source.opened(Images.digest(large))).isEqualTo(3);
        assertThat(report.bytesSent()).isEqualTo(told.expected.get()).isGreaterThan(large.length());
    }

    @Test
    void aSourceThatBreaksAlwaysFailsAfterThreeTries() {
        Unit image = image("1", Set.of(), "a long layer");
        source.change(Images.digest("a long layer"), in -> new Breaking(in, 6));

        Failure failure = failure(run(image), key(to, "1"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
        assertThat(failure.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(source.opened(Images.digest("a long layer"))).isEqualTo(3);
    }

    @Test
    void aUnitThatWaitsForOneThatNeverComesFails() {
        CopyReport report = run(image("1", Set.of(key(to, "never")), "a"), image("2", Set.of(), "b"));

        Failure failure = failure(report, key(to, "1"));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.NOT_FOUND);
        assertThat(failure.sentence()).contains("never was not transferred");
        assertThat(to.tags()).containsExactly("2");
    }

    @Test
    void unitsThatWaitForEachOtherFailAndTheRunEnds() {
        CopyReport report = run(
                image("a", Set.of(key(to, "b")), "a"),
                image("b", Set.of(key(to, "c")), "b"),
                image("c", Set.of(key(to, "a")), "c"),
                image("self", Set.of(key(to, "self")), "s"),
                image("good", Set.of(), "g"));

        assertThat(report.failures()).containsOnlyKeys(key(to, "a"), key(to, "b"), key(to, "c"), key(to, "self"));
        assertThat(report.failures().values())
                .allMatch(failure -> failure.sentence().contains("waits for itself"));
        assertThat(told.failed).hasSize(4);
        assertThat(to.tags()).containsExactly("good");
    }

    @Test
    void aThousandUnitsDoNotBlockEachOther() {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            units.add(image("deep" + i, i == 499 ? Set.of() : Set.of(key(to, "deep" + (i + 1))), "deep " + i));
        }
        Set<UnitKey> wide = new HashSet<>();
        units.add(image("top", wide, "top"));
        for (int i = 0; i < 499; i++) {
            wide.add(key(to, "wide" + i));
            units.add(image("wide" + i, Set.of(), "wide " + i));
        }
        units.set(500, image("top", wide, "top"));

        CopyReport report = run(units.toArray(Unit[]::new));

        assertThat(report.failures()).isEmpty();
        assertThat(report.units()).isEqualTo(1000);
        assertThat(told.done.indexOf(key(to, "top"))).isGreaterThan(indexOfLast(told.done, wide));
    }

    @Test
    void anArchiveKeepsDoneUnitsOnlyIfAsked() {
        for (Commit commit : Commit.values()) {
            Path path = directory.resolve(commit.name());
            try (CtfArchive archive = CtfArchive.create(path)) {
                OciStore store = archive.repository("to");
                Unit good = image(store, "good" + commit, Set.of(), "g" + commit);
                Unit bad = image(store, "bad" + commit, Set.of(), "rotten" + commit);
                source.change(Images.digest("rotten" + commit), in -> InputStream.nullInputStream());

                CopyReport report = engine.run(List.of(good, bad).iterator(), archive, commit, told, cancellation);

                assertThat(report.failures()).containsOnlyKeys(bad.key());
            }
            try (CtfArchive archive = CtfArchive.create(path)) {
                assertThat(archive.repository("to").tags())
                        .isEqualTo(commit == Commit.DONE_UNITS ? List.of("good" + commit) : List.of());
            }
        }
    }

    @Test
    void aRunThatIsCancelledEndsAndLeavesTheArchiveAsItWas() throws IOException {
        Path path = directory.resolve("archive");
        try (CtfArchive archive = CtfArchive.create(path)) {
            OciStore store = archive.repository("to");
            engine.run(
                    List.of(image(store, "old", Set.of(), "o")).iterator(),
                    archive,
                    Commit.DONE_UNITS,
                    told,
                    cancellation);
            Set<String> before = files(path);
            source.change(Images.digest("cancels"), in -> {
                cancellation.cancel();
                return in;
            });
            Iterator<Unit> endless = new Iterator<>() {
                private int count;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Unit next() {
                    return image(store, "new" + count, Set.of(), count++ == 40 ? "cancels" : "n" + count);
                }
            };

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> engine.run(endless, archive, Commit.DONE_UNITS, told, cancellation))
                    .matches(failure -> failure.kind() == Failure.Kind.CANCELLED);

            assertThat(archive.repository("to").tags()).containsExactly("old");
            assertThat(files(path)).isEqualTo(before);
        }
    }

    @Test
    void aPlanThatFailsEndsTheRunAfterWhatIsUnderWay() {
        Path path = directory.resolve("archive");
        try (CtfArchive archive = CtfArchive.create(path)) {
            Unit first = image(archive.repository("to"), "1", Set.of(), "a");
            Iterator<Unit> failing = new Iterator<>() {
                private boolean given;

                @Override
                public boolean hasNext() {
                    if (given) {
                        throw new Failure(Failure.Kind.UNREACHABLE, "no plan");
                    }
                    return true;
                }

                @Override
                public Unit next() {
                    if (given) {
                        throw new NoSuchElementException();
                    }
                    given = true;
                    return first;
                }
            };

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> engine.run(failing, archive, Commit.DONE_UNITS, told, cancellation))
                    .withMessage("no plan");

            assertThat(told.done).containsExactly(first.key());
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void whatIsPackedIsHashedOnItsWayAndAssembledAfterwards() {
        Descriptor config = Descriptor.of("application/json", "{}".getBytes(UTF_8));
        List<Move> moves = List.of(
                new Move.Pack("content", to, "text/plain", Body.of("packed".getBytes(UTF_8))),
                new Move.PutBlob(to, config, Body.of("{}".getBytes(UTF_8))),
                new Move.Assemble(packed -> {
                    Document manifest = Images.manifest(MediaTypes.MANIFEST, config, List.of(packed.get("content")));
                    return List.of(new Move.PutManifest(to, manifest, Set.of(new Tag("1"))));
                }));

        assertThat(run(new Unit(key(to, "1"), Set.of(), moves)).failures()).isEmpty();

        assertThat(to.hasBlob(Images.digest("packed"))).isPresent();
        assertThat(to.resolve(new Tag("1"))).isPresent();
    }

    @Test
    void contentThatCannotBePackedIsTheSourcesFault() {
        Body broken = new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.empty();
            }

            @Override
            public void writeTo(OutputStream out) {
                throw new Failure(Failure.Kind.INVALID, "no content");
            }
        };
        Unit unit = new Unit(key(to, "1"), Set.of(), List.of(new Move.Pack("it", to, "text/plain", broken)));

        assertThat(failure(run(unit), unit.key()).side()).isEqualTo(Failure.Side.SOURCE);
    }

    @Test
    void equalContentIsPackedOnceForARegistry() {
        AtomicInteger written = new AtomicInteger();
        Body content = counted("packed", written, Failure.Kind.INVALID, 0);
        OciTarget other = target.repository("other");
        Unit first = packing("1", to, content, Optional.empty());
        Unit second = packing("1", other, content, Optional.empty());

        assertThat(run(first, second).failures()).isEmpty();

        assertThat(written).hasValue(1);
        assertThat(to.hasBlob(Images.digest("packed"))).isPresent();
        assertThat(other.hasBlob(Images.digest("packed"))).isPresent();
    }

    @Test
    void whatIsExpectedAndThereIsNotRead() {
        Images.blob(to, "text/plain", "packed");
        AtomicInteger written = new AtomicInteger();

        CopyReport report = run(packing(
                "1", to, counted("packed", written, Failure.Kind.INVALID, 0), Optional.of(Images.digest("packed"))));

        assertThat(report.failures()).isEmpty();
        assertThat(written).hasValue(0);
    }

    @Test
    void packedContentThatIsNotWhatIsExpectedIsNotCommitted() {
        Body content = counted("packed", new AtomicInteger(), Failure.Kind.INVALID, 0);
        Unit unit = packing("1", to, content, Optional.of(Images.digest("expected")));

        Failure failure = failure(run(unit), unit.key());

        assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(failure.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(failure.sentence())
                .startsWith("the content of it has the digest %s, ".formatted(Images.digest("packed")));
        assertThat(to.hasBlob(Images.digest("packed"))).isEmpty();
    }

    @Test
    void packingIsBegunAnewWhenTheSourceBreaks() {
        AtomicInteger written = new AtomicInteger();
        Unit unit = packing("1", to, counted("packed", written, Failure.Kind.UNREACHABLE, 2), Optional.empty());

        CopyReport report = run(unit);

        assertThat(report.failures()).isEmpty();
        assertThat(written).hasValue(3);
        assertThat(report.bytesSent()).isEqualTo("packed".length());
    }

    @Test
    void whatIsUnpackedIsClosedAlsoWhenItFails() {
        Descriptor blob = Images.blob(from, Images.LAYER, "inside");
        AtomicInteger closed = new AtomicInteger();
        Move good = new Move.CopyBlob(from, to, blob);
        Move bad = new Move.CopyBlob(from, to, Descriptor.of(Images.LAYER, "absent".getBytes(UTF_8)));

        CopyReport report = run(unpacking("1", closed, good), unpacking("2", closed, bad));

        assertThat(report.failures()).containsOnlyKeys(key(to, "2"));
        assertThat(closed).hasValue(2);
        assertThat(to.hasBlob(blob.digest())).isPresent();
    }

    private Unit unpacking(String tag, AtomicInteger closed, Move move) {
        return new Unit(
                key(to, tag),
                Set.of(),
                List.of(new Move.Unpack(stop -> new Move.Unpacked(List.of(move), closed::incrementAndGet))));
    }

    private static Unit packing(String tag, OciTarget where, Body content, Optional<Digest> expected) {
        return new Unit(
                key(where, tag), Set.of(), List.of(new Move.Pack("it", where, "text/plain", content, expected)));
    }

    /** Content that breaks some times after its first bytes. */
    private static Body counted(String text, AtomicInteger written, Failure.Kind kind, int breaks) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(text.length());
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(text.getBytes(UTF_8), 0, 2);
                if (written.incrementAndGet() <= breaks) {
                    throw new Failure(kind, "broken");
                }
                out.write(text.getBytes(UTF_8), 2, text.length() - 2);
            }
        };
    }

    @Test
    void aFaultOfTheProgramFailsItsUnitOnly() {
        Move.Assemble faulty = new Move.Assemble(packed -> {
            throw new IllegalStateException("oops");
        });

        CopyReport report = run(new Unit(key(to, "1"), Set.of(), List.of(faulty)), image("2", Set.of(), "b"));

        assertThat(failure(report, key(to, "1")).sentence()).contains("IllegalStateException: oops");
        assertThat(to.tags()).containsExactly("2");
    }

    private static Failure failure(CopyReport report, UnitKey key) {
        assertThat(report.failures()).containsKey(key);
        return Objects.requireNonNull(report.failures().get(key));
    }

    @Test
    void noThreadIsLeftOfAClosedEngine() throws InterruptedException {
        CopyEngine own = new CopyEngine();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        own.run(List.of(image("1", Set.of(), "a", "b")).iterator(), target, Commit.DONE_UNITS, told, cancellation);
        List<Thread> made = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("copy-"))
                .toList();
        assertThat(made).isNotEmpty();

        own.close();

        for (Thread thread : made) {
            thread.join(5_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private CopyReport run(Unit... units) {
        return engine.run(List.of(units).iterator(), target, Commit.DONE_UNITS, told, cancellation);
    }

    private Unit image(String tag, Set<UnitKey> after, String... layers) {
        return image(to, tag, after, layers);
    }

    private Unit image(OciTarget store, String tag, Set<UnitKey> after, String... layers) {
        Document image = Images.put(from, tag, layers);
        Unit unit = ImagePlanner.plan(from, image.digest(), store, Optional.of(new Tag(tag)));
        return new Unit(unit.key(), after, unit.moves());
    }

    private static UnitKey key(OciSource store, String tag) {
        return new UnitKey(store.location(), new Tag(tag));
    }

    private static int indexOfLast(List<UnitKey> list, Set<UnitKey> keys) {
        return IntStream.range(0, list.size())
                .filter(i -> keys.contains(list.get(i)))
                .max()
                .orElse(-1);
    }

    private static Set<String> files(Path path) throws IOException {
        Set<String> all = new HashSet<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.add(path.relativize(file) + " " + Files.size(file));
            }
        }
        return all;
    }

    /** What a listener was told. */
    private static final class Told implements RunListener {
        private final List<UnitKey> done = Collections.synchronizedList(new ArrayList<>());
        private final Map<UnitKey, Failure> failed = new ConcurrentHashMap<>();
        private final Map<String, Evidence> evidence = new ConcurrentHashMap<>();
        private final AtomicLong expected = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();

        @Override
        public void proven(Location where, Descriptor object, Evidence why) {
            assertThat(evidence.put(where + " " + object.digest(), why)).isNull();
        }

        @Override
        public void sending(long bytes) {
            expected.addAndGet(bytes);
        }

        @Override
        public void progress(long bytes) {
            sent.addAndGet(bytes);
        }

        @Override
        public void done(UnitKey key) {
            done.add(key);
        }

        @Override
        public void failed(UnitKey key, Failure failure) {
            failed.put(key, failure);
        }
    }

    /** A stream that breaks after some bytes. */
    private static final class Breaking extends InputStream {
        private final InputStream in;
        private int left;

        Breaking(InputStream in, int left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw new IOException("connection reset");
            }
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int one = length == 0 ? 0 : read();
            if (length > 0 && one >= 0) {
                bytes[from] = (byte) one;
            }
            return length == 0 ? 0 : one < 0 ? -1 : 1;
        }
    }
}
