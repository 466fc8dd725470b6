// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm download resources}: writes the content of resources into files. */
final class DownloadResources extends Command {
    private record Chosen(VersionNode node, Element element) {
        Body content(ElementContent contents) {
            return contents.of(element, node.version().orElseThrow());
        }
    }

    private final VersionSelection selection = new VersionSelection(session, options);
    private final VersionGraph graph = new VersionGraph(session, options);
    private final OptionSpec outfile = options.text(
            "PATH", "the file, or for several resources the directory; -: standard output", "-O", "--outfile");
    private final OptionSpec types = options.texts("TYPE", "only resources of this type", "-t", "--type");
    private final OptionSpec executable =
            options.flag("only executables for this platform, and so that they can be run", "-x", "--executable");
    private final PositionalParamSpec words = options.words(
            "REFERENCE [NAME [KEY=VALUE...]]...",
            "0..*",
            "the component version, and perhaps which of its resources: by name and other parts of the identity");

    private DownloadResources(Session session) {
        super(session);
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
                                    .forEach(element -> chosen.add(new Chosen(node, element)))));
            elements.requireFound(given.getFirst());
            download(chosen, new ElementContent(session, repositories));
        }
        return ExitCodes.DONE;
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
            print(chosen.getFirst().content(contents));
        } else if (chosen.size() == 1) {
            boolean named = !to.isEmpty() && !Files.isDirectory(session.path(to));
            String path = named
                    ? to
                    : Path.of(to, fileName(chosen.getFirst().element())).toString();
            write(chosen.getFirst().content(contents), path);
        } else {
            chosen.forEach(
                    one -> write(one.content(contents), Path.of(to, path(one)).toString()));
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

    private void write(Body content, String path) {
        Path file = session.path(path);
        long size = Options.isSet(executable) ? Download.executable(content, file) : Download.file(content, file);
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
