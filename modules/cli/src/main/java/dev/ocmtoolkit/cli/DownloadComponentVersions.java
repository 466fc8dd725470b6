// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code ocm download componentversions}: writes descriptor and local blobs as files, each component version into a component archive
 * (OCM specification, "Component Archive").
 */
final class DownloadComponentVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options);
    private final OptionSpec outfile =
            options.text("PATH", "where to; for several, the directory above them", "-O", "--outfile");
    private final OptionSpec type = options.text("FORMAT", "directory, tar or tgz", "-t", "--type");
    private final PositionalParamSpec references =
            options.words("[REFERENCE...]", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private DownloadComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new DownloadComponentVersions(session).spec;
    }

    @Override
    int run() {
        Download.Format format = Download.Format.of(Options.value(type, "directory"));
        String to = Options.value(outfile, "");
        try (Repositories repositories = session.repositories()) {
            List<VersionSelection.Selected> selected = selection.select(Options.values(references), repositories);
            if (selected.isEmpty()) {
                print("no component versions found");
            }
            for (VersionSelection.Selected one : selected) {
                String path = selected.size() == 1 && !to.isEmpty()
                        ? to
                        : Path.of(to, path(one) + format.suffix()).toString();
                Download.files(
                        files(one.repository().get(one.id()), new ElementContent(session, repositories)),
                        format,
                        session.path(path));
                print("%s: downloaded".formatted(path));
            }
        }
        return ExitCodes.DONE;
    }

    private static String path(VersionSelection.Selected one) {
        String repository = one.repository().spec().toString().replace("://", "-");
        return Download.inside(
                "%s/%s/%s".formatted(repository, one.id().name(), one.id().version()));
    }

    private static Map<String, Body> files(ComponentVersion version, ElementContent contents) {
        SortedMap<String, Body> files = new TreeMap<>();
        ComponentDescriptor changed = version.descriptor();
        for (Element element : Stream.concat(changed.resources().stream(), changed.sources().stream())
                .toList()) {
            if (element.access() instanceof Access.LocalBlob blob) {
                String name = name(element, blob);
                files.put("blobs/" + name, contents.of(element, version));
                ObjectNode access = blob.json().deepCopy().put("localReference", name);
                changed = changed.withAccess(element, new Access.Opaque(access));
            }
        }
        files.put("component-descriptor.yaml", Body.of(changed.encode()));
        return files;
    }

    private static String name(Element element, Access.LocalBlob blob) {
        if (blob.reference().size() > 1) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    "%s is stored in several pieces, which a component archive cannot hold".formatted(element));
        }
        return blob.reference().getFirst().toString().replace(':', '.');
    }
}
