// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.construct.ComponentSpec;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/** Brings the component versions that new ones refer to into their archive, with {@code --complete}, from where {@code --lookup} says. */
final class ReferenceCompletion {
    private final Session session;
    private final OptionSpec complete;
    private final OptionSpec lookup;
    private final OptionSpec copyResources;
    private final OptionSpec copyLocalResources;
    private final Map<ComponentId, RepositorySpec> found = new LinkedHashMap<>();

    ReferenceCompletion(Session session, Options options) {
        this.session = session;
        complete = options.flag("add the component versions that are referred to, too", "-C", "--complete");
        lookup = options.texts("REPOSITORY", "where those are looked for, besides in the archive", "--lookup");
        copyResources = options.flag("with the content of all their resources", "-V", "--copy-resources");
        copyLocalResources =
                options.flag("with the content of their resources of relation local", "-L", "--copy-local-resources");
    }

    void requireRepositories() {
        if (Options.isSet(complete) && Options.values(lookup).isEmpty()) {
            throw Command.usage("--complete needs --lookup, the repository in which referenced versions are found");
        }
        if (!Options.isSet(complete) && (Options.isSet(copyResources) || Options.isSet(copyLocalResources))) {
            throw Command.usage("--copy-resources and --copy-local-resources are for what --complete adds");
        }
    }

    /** Finds what is neither made nor there; before anything is written. */
    void find(List<ComponentSpec> specs, ComponentRepository archive, Repositories repositories) {
        if (!Options.isSet(complete)) {
            return;
        }
        List<ComponentRepository> others = Options.values(lookup).stream()
                .map(text -> ComponentRef.parse(text, session.scope()).repository())
                .map(repositories::open)
                .toList();
        Set<ComponentId> made = ids(specs);
        for (ComponentSpec spec : specs) {
            for (Element reference : references(spec)) {
                ComponentId id = reference.target();
                if (!made.contains(id) && archive.find(id).isEmpty()) {
                    found.put(id, where(id, others, spec));
                }
            }
        }
    }

    private static RepositorySpec where(ComponentId id, List<ComponentRepository> others, ComponentSpec spec) {
        return others.stream()
                .filter(other -> other.find(id).isPresent())
                .findFirst()
                .map(ComponentRepository::spec)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s refers to %s, which is not in %s"
                                .formatted(
                                        spec.where(),
                                        id,
                                        others.stream()
                                                .map(other -> other.spec().toString())
                                                .collect(Collectors.joining(" nor ")))));
    }

    private static Set<ComponentId> ids(List<ComponentSpec> specs) {
        return specs.stream().map(ComponentSpec::id).collect(Collectors.toSet());
    }

    private static List<Element> references(ComponentSpec spec) {
        return spec.elements().stream()
                .filter(element -> element.kind() == Element.Kind.REFERENCE)
                .map(element -> new Element(Element.Kind.REFERENCE, 0, element.json()))
                .toList();
    }

    /** Transfers what was found, with all that it refers to. */
    void run(List<ComponentSpec> specs, RepositorySpec.Archive archive) {
        if (!Options.isSet(complete)) {
            return;
        }
        TransferOptions how = new TransferOptions(
                true,
                Options.isSet(copyResources),
                Options.isSet(copyLocalResources),
                false,
                false,
                List.of(),
                false,
                false);
        Set<ComponentId> made = ids(specs);
        for (ComponentSpec spec : specs) {
            List<Element> references = references(spec);
            if (references.isEmpty()) {
                continue;
            }
            session.out().println("completing %s...".formatted(spec.id()));
            for (Element reference : references) {
                ComponentId id = reference.target();
                RepositorySpec from = found.remove(id);
                if (from != null) {
                    transfer(id, from, archive, how);
                } else if (!made.contains(id)) {
                    session.out().println("  reference %s[%s] already found".formatted(reference.name(), id));
                }
            }
        }
    }

    private void transfer(ComponentId id, RepositorySpec from, RepositorySpec.Archive archive, TransferOptions how) {
        TransferRequest request = new TransferRequest(
                new TransferRequest.Roots.Versions(List.of(id)), from, archive, how, session.config());
        try (TransferPrinter printer = new TransferPrinter(session, "  ")) {
            TransferReport report = session.transfer().run(request, printer, session.cancellation());
            for (TransferReport.Result failed : report.failed()) {
                throw failed.failure().orElseThrow();
            }
        }
    }
}
