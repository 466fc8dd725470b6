// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.access.FileTree;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm download resources}: writes the content of resources into files. */
final class DownloadResources extends Command {
    private static final String CHART = ".tgz";

    private record Chosen(VersionNode node, Element element, DownloadForm form) {
        Body content(ElementContent contents) {
            ComponentVersion version = node.version().orElseThrow();
            return form == DownloadForm.CHART ? contents.chart(element, version) : contents.of(element, version);
        }
    }

    private final VersionSelection selection = new VersionSelection(session, options);
    private final VersionGraph graph = new VersionGraph(session, options);
    private final OptionSpec outfile = options.text(
            "PATH", "the file, or for several resources the directory; -: standard output", "-O", "--outfile");
    private final OptionSpec types = options.texts("TYPE", "only resources of this type", "-t", "--type");
    private final OptionSpec executable =
            options.flag("only executables for this platform, and so that they can be run", "-x", "--executable");
    private final OptionSpec handlers = options.flag(
            "each in the form that suits its type: a chart as .tgz, a tree of files as a directory, an executable so that it can be run",
            "-d",
            "--download-handlers");
    private final PositionalParamSpec words = options.words(
            "REFERENCE [NAME [KEY=VALUE...]]...",
            "0..*",
            "the component version, and perhaps which of its resources: by name and other parts of the identity");

    private DownloadResources(Session session) {
        super(session);
        String unsigned = "is not understood: this program does not know signatures yet";
        String digests = "leave it out; content is always compared with the digests of its component version";
        options.refuse(false, unsigned, digests, "--verify");
        options.refuse(true, unsigned, digests, "--verified");
        options.refuse(false, unsigned, digests, "--check-verified");
        options.refuse(
                true,
                "is not understood: the type of a resource decides alone",
                "use --download-handlers",
                "--downloader");
        options.refuse(
                false, "is not understood: an image is an artifact set", "use ocm download artifacts", "--oci-layout");
    }

    static CommandSpec spec(Session session) {
        return new DownloadResources(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 1);
        ElementSelection elements = new ElementSelection(Element.Kind.RESOURCE, given.subList(1, given.size()));
        try (Repositories repositories = session.repositories()) {
            List<Chosen> chosen = new ArrayList<>();
            graph.read(selection.select(given.subList(0, 1), repositories), repositories).stream()
                    .flatMap(VersionNode::all)
                    .forEach(node -> node.version()
                            .ifPresent(version -> elements.of(version).stream()
                                    .filter(element -> isWantedType(element) && isWantedPlatform(element))
                                    .forEach(element -> chosen.add(new Chosen(node, element, form(element))))));
            elements.requireFound(given.getFirst());
            download(chosen, new ElementContent(session, repositories));
        }
        return ExitCodes.DONE;
    }

    private DownloadForm form(Element element) {
        if (Options.isSet(handlers)) {
            return DownloadForm.of(element);
        }
        return Options.isSet(executable) ? DownloadForm.EXECUTABLE : DownloadForm.PLAIN;
    }

    private boolean isWantedType(Element element) {
        return Options.values(types).isEmpty() || Options.values(types).contains(element.type());
    }

    private boolean isWantedPlatform(Element element) {
        Map<String, String> identity = element.extraIdentity();
        return !Options.isSet(executable)
                || (element.type().equals("executable")
                        && Build.platform().equals(identity.get("os") + "/" + identity.get("architecture")));
    }

    private void download(List<Chosen> chosen, ElementContent contents) {
        String to = Options.value(outfile, "");
        if (chosen.isEmpty()) {
            print("no resources selected");
        } else if (to.equals("-")) {
            if (chosen.size() > 1) {
                throw usage("%d resources do not go to standard output".formatted(chosen.size()))
                        .hint("choose one of them, or name a directory");
            }
            if (chosen.getFirst().form() == DownloadForm.TREE) {
                throw usage("a directory does not go to standard output").hint("leave out --download-handlers");
            }
            print(chosen.getFirst().content(contents));
        } else if (chosen.size() == 1) {
            boolean named = !to.isEmpty() && !Files.isDirectory(session.path(to));
            String path = named
                    ? to
                    : Path.of(to, fileName(chosen.getFirst().element())).toString();
            write(chosen.getFirst(), contents, path);
        } else {
            requireDifferent(chosen);
            chosen.forEach(one -> write(one, contents, Path.of(to, path(one)).toString()));
        }
    }

    private static void requireDifferent(List<Chosen> chosen) {
        Set<String> paths = new HashSet<>();
        for (Chosen one : chosen) {
            if (!paths.add(path(one))) {
                throw new Failure(
                                Failure.Kind.CONFLICT,
                                "several of the resources would be written to %s".formatted(path(one)))
                        .hint("download them one by one, each with -O FILE");
            }
        }
    }

    private void print(Body content) {
        session.out().flush();
        try {
            // Not closed: it is the process's.
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            content.writeTo(out);
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "standard output takes no more: " + Text.printable(String.valueOf(e.getMessage())),
                    null,
                    e);
        }
    }

    private void write(Chosen one, ElementContent contents, String path) {
        Body content = one.content(contents);
        switch (one.form()) {
            case PLAIN -> tell(path, Download.file(content, session.path(path)));
            case EXECUTABLE -> tell(path, Download.executable(content, session.path(path)));
            case CHART -> {
                String file = path.endsWith(CHART) ? path : path + CHART;
                tell(file, Download.file(content, session.path(file)));
            }
            case TREE -> {
                FileTree.Unpacked tree =
                        Download.tree(content, session.path(path), one.element().toString());
                print("%s: %d file(s) with %d byte(s) written".formatted(path, tree.files(), tree.bytes()));
            }
        }
    }

    private void tell(String path, long size) {
        print("%s: %d byte(s) written".formatted(path, size));
    }

    /** Where a resource is, among several: below its component version, and that below those that refer to it. */
    private static String path(Chosen one) {
        StringJoiner path = new StringJoiner("/");
        for (ComponentId id : one.node().history()) {
            path.add(id.name()).add(id.version());
        }
        StringJoiner identity = new StringJoiner(",", "-", "").setEmptyValue("");
        one.element().extraIdentity().forEach((key, value) -> identity.add(key + "=" + value));
        return path.add(checked(one.element(), fileName(one.element()) + identity))
                .toString();
    }

    private static String fileName(Element element) {
        return checked(element, label(element).orElseGet(element::name));
    }

    private static Optional<String> label(Element element) {
        for (JsonNode label : element.json().path("labels")) {
            if (label.path("name").asText().equals("downloadName")) {
                return Optional.of(label.path("value").asText());
            }
        }
        return Optional.empty();
    }

    /** What a descriptor says must not lead out of the directory. */
    private static String checked(Element element, String name) {
        if (name.isEmpty() || name.startsWith(".") || name.matches("(?s).*[/\\\\\\p{Cntrl}].*")) {
            throw new Failure(
                            Failure.Kind.INVALID,
                            "%s is to be in a file named \"%s\", which is not safe"
                                    .formatted(element, Text.printable(name)))
                    .hint("download it alone, and name the file with -O");
        }
        return name;
    }
}
