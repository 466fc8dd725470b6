// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.ArtifactSelection.Artifact;
import dev.ocmtoolkit.oci.BlobContent;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm download artifacts}: writes images and other artifacts as files, each as an artifact set, or their layers. */
final class DownloadArtifacts extends Command {
    private final ArtifactSelection selection = new ArtifactSelection(session, options);
    private final OptionSpec outfile =
            options.text("PATH", "where to; for several, the directory above them", "-O", "--outfile");
    private final OptionSpec type = options.text("FORMAT", "directory, tar or tgz", "-t", "--type");
    private final OptionSpec layout = options.flag(
            "as an OCI image layout, whose blobs are in blobs/ALGORITHM/DIGEST, for other tools", "--oci-layout");
    private final OptionSpec layers = options.texts(
            "NUMBER",
            "only these layers, from 0 on, separated by commas; of several each into PATH-NUMBER",
            "--layers");
    private final PositionalParamSpec words = options.words(
            "ARTIFACT...", "0..*", "[REPOSITORY/]NAME[:TAG][@DIGEST], one or more; without a tag all of them");

    private DownloadArtifacts(Session session) {
        super(session);
        options.refuse(
                false,
                "is not understood: layers are not put together to a file system",
                "use --layers, and unpack them one over the other",
                "--dirtree");
    }

    static CommandSpec spec(Session session) {
        return new DownloadArtifacts(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 1);
        Download.Format format = Download.Format.of(Options.value(type, "directory"));
        List<Integer> wanted = numbers();
        if (!wanted.isEmpty() && (type.getValue() != null || Options.isSet(layout))) {
            throw usage("--layers downloads files as they are, which --type and --oci-layout contradict")
                    .hint("leave out one of them");
        }
        String to = Options.value(outfile, "");
        String suffix = wanted.isEmpty() ? format.suffix() : "";
        try (Repositories repositories = session.repositories()) {
            List<Artifact> artifacts = selection.select(given, repositories);
            for (Artifact artifact : artifacts) {
                String path = artifacts.size() == 1 && !to.isEmpty()
                        ? to
                        : Path.of(to, path(artifact.name(), artifacts.size() > 1) + suffix)
                                .toString();
                if (wanted.isEmpty()) {
                    whole(artifact, format, path);
                } else {
                    layers(artifact, wanted, path);
                }
            }
        }
        return ExitCodes.DONE;
    }

    private List<Integer> numbers() {
        try {
            return Options.words(layers).stream()
                    .map(Integer::valueOf)
                    .distinct()
                    .toList();
        } catch (NumberFormatException e) {
            throw usage("--layers needs numbers with commas between them, such as 0,2");
        }
    }

    private void whole(Artifact artifact, Download.Format format, String path) {
        Closure closure = Closure.read(artifact.store(), artifact.digest());
        ArtifactSetContent content = new ArtifactSetContent(
                artifact.store(),
                closure.manifests(),
                closure.blobs(),
                artifact.name().tag());
        Map<String, Body> files = new TreeMap<>();
        content.files()
                .forEach((name, file) -> files.put(
                        Options.isSet(layout) ? inLayout(name) : name, new Cancellable(file, session.cancellation())));
        Download.files(files, format, session.path(path));
        print("%s: downloaded".formatted(path));
    }

    /** The name of a file in an OCI image layout (OCI image specification, image-layout.md). */
    private static String inLayout(String name) {
        return name.startsWith("blobs/") ? name.replace('.', '/') : name;
    }

    private void layers(Artifact artifact, List<Integer> wanted, String path) {
        Document document = artifact.store().manifest(artifact.digest());
        if (MediaTypes.isIndex(document.mediaType())) {
            throw usage("%s is an index, which has no layers".formatted(artifact.name()))
                    .hint("name one of its images by its digest");
        }
        List<Descriptor> all = Manifest.parse(document).layers();
        for (int number : wanted) {
            if (number < 0 || number >= all.size()) {
                throw new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s has no layer %d, but %d of them, from 0 on".formatted(artifact.name(), number, all.size()));
            }
        }
        for (int number : wanted) {
            String file = wanted.size() == 1 ? path : path + "-" + number;
            BlobContent layer = new BlobContent(artifact.store(), List.of(all.get(number)));
            long size = Download.file(new Cancellable(layer, session.cancellation()), session.path(file));
            print("%s: layer %d: %d byte(s) downloaded".formatted(file, number, size));
        }
    }

    /** Where an artifact is: as it is called, and among several with its tag. */
    private static String path(ArtifactRef name, boolean withTag) {
        String tag = withTag ? name.tag().map(one -> "/" + one).orElse("") : "";
        return Download.inside(Download.place(name.prefix()) + "/" + name.repository() + tag);
    }
}
