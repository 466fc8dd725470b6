// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.ArtifactSelection.Artifact;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm download artifacts}: writes images and other artifacts as files, each as an artifact set. */
final class DownloadArtifacts extends Command {
    private final ArtifactSelection selection = new ArtifactSelection(session, options);
    private final OptionSpec outfile =
            options.text("PATH", "where to; for several, the directory above them", "-O", "--outfile");
    private final OptionSpec type = options.text("FORMAT", "directory, tar or tgz", "-t", "--type");
    private final PositionalParamSpec words = options.words(
            "ARTIFACT...", "0..*", "[REPOSITORY/]NAME[:TAG][@DIGEST], one or more; without a tag all of them");

    private DownloadArtifacts(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new DownloadArtifacts(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 1);
        Download.Format format = Download.Format.of(Options.value(type, "directory"));
        String to = Options.value(outfile, "");
        try (Repositories repositories = session.repositories()) {
            List<Artifact> artifacts = selection.select(given, repositories);
            for (Artifact artifact : artifacts) {
                String path = artifacts.size() == 1 && !to.isEmpty()
                        ? to
                        : Path.of(to, path(artifact.name(), artifacts.size() > 1) + format.suffix())
                                .toString();
                Closure closure = Closure.read(artifact.store(), artifact.digest());
                ArtifactSetContent content = new ArtifactSetContent(
                        artifact.store(),
                        closure.manifests(),
                        closure.blobs(),
                        artifact.name().tag());
                Map<String, Body> files = content.files();
                files.replaceAll((name, file) -> new Cancellable(file, session.cancellation()));
                Download.files(files, format, session.path(path));
                print("%s: downloaded".formatted(path));
            }
        }
        return ExitCodes.DONE;
    }

    /** Where an artifact is: as it is called, and among several with its tag. */
    private static String path(ArtifactRef name, boolean withTag) {
        String tag = withTag ? name.tag().map(one -> "/" + one).orElse("") : "";
        return Download.place(name.prefix()) + "/" + name.repository() + tag;
    }
}
