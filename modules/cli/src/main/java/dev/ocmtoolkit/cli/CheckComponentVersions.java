// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.cli.VersionSelection.Selected;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code ocm check componentversions}: whether a repository holds component versions with all that they refer to. As in version 1 of
 * the OCM tools an incomplete one is a finding, not a failure, unless that is asked for, or everything is to be read.
 */
final class CheckComponentVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options);
    private final OutputFormat format = new OutputFormat(options, Mode.WIDE, Mode.YAML, Mode.JSON, Mode.COMPACT_JSON);
    private final OptionSpec localResources =
            options.flag("find resources, too, whose content is not stored with them", "-R", "--local-resources");
    private final OptionSpec localSources =
            options.flag("find sources, too, whose content is not stored with them", "-S", "--local-sources");
    private final OptionSpec failOnError =
            options.flag("end with exit code 1 when something was found", "--fail-on-error");
    private final OptionSpec deep = options.flag(
            "read everything, and compare it with every recorded digest; exit code 3 when something is missing or damaged",
            "--deep");
    private final OptionSpec recursive =
            options.flag("with --deep: the component versions that they refer to, too", "-r", "--recursive");
    private final PositionalParamSpec references =
            options.words("[REFERENCE...]", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private CheckComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new CheckComponentVersions(session).spec;
    }

    @Override
    int run() {
        Mode mode = format.mode();
        if (Options.isSet(recursive) && !Options.isSet(deep)) {
            throw usage("--recursive is for --deep; without it only the way to what is missing is followed")
                    .hint("add --deep");
        }
        List<Finding> findings = new ArrayList<>();
        try (Repositories repositories = session.repositories()) {
            CompletenessCheck check = new CompletenessCheck(Options.isSet(localResources), Options.isSet(localSources));
            List<Selected> selected = selection.select(Options.values(references), repositories);
            if (Options.isSet(deep)) {
                findings.addAll(new DeepChecks(session, check, Options.isSet(recursive)).of(selected));
            } else {
                selected.forEach(one -> findings.add(check.of(one)));
            }
        }
        if (mode.isDocuments()) {
            format.print(session, mode, findings.stream().map(Finding::document).toList());
        } else {
            format.print(session, table(findings, mode));
        }
        if (Options.isSet(deep)) {
            return defects(findings);
        }
        List<String> problems = findings.stream().flatMap(Finding::problems).toList();
        if (Options.isSet(failOnError) && !problems.isEmpty()) {
            throw usage(String.join(", ", problems));
        }
        return ExitCodes.DONE;
    }

    private int defects(List<Finding> findings) {
        List<String> defects =
                findings.stream().flatMap(Finding::defects).distinct().toList();
        session.out().flush();
        defects.forEach(defect -> session.err().println("Error: " + defect));
        return defects.isEmpty() ? ExitCodes.DONE : ExitCodes.GAP;
    }

    private static Table table(List<Finding> findings, Mode mode) {
        List<String> header = new ArrayList<>(List.of("COMPONENT", "VERSION", "STATUS", "ERROR"));
        if (mode.isWide()) {
            header.addAll(List.of("MISSING", "NON-LOCAL"));
        }
        Table table = new Table(header);
        for (Finding finding : findings) {
            List<String> cells =
                    new ArrayList<>(List.of(finding.id().name(), finding.id().version(), finding.status(), ""));
            if (mode.isWide()) {
                cells.addAll(List.of(finding.missingWritten(), finding.nonLocal()));
            }
            table.add(cells);
        }
        return table;
    }
}
