// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.construct.ConstructOptions;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.template.Settings;
import dev.ocmtoolkit.ocm.template.Templater;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say how constructor files are read: what fills them, and what they need not say themselves. */
final class ConstructFlags {
    private final Session session;
    private final OptionSpec templater;
    private final OptionSpec settings;
    private final OptionSpec environment;
    private final OptionSpec version;
    private final OptionSpec scheme;
    private final OptionSpec skipDigests;

    ConstructFlags(Session session, Options options) {
        this.session = session;
        settings = options.texts("FILE", "YAML file with values, a line NAME: VALUE for each", "-s", "--settings");
        environment = options.flag("the environment has values, too; those of files and arguments win", "--addenv");
        templater = options.text(
                "KIND",
                "what fills the files: subst puts values for ${NAME} (default), go carries out what is between {{ and }}, none leaves them",
                "--templater");
        version = options.text("VERSION", "version of components whose file says none", "-v", "--version");
        scheme = options.text(
                "SCHEMA", "form of the descriptors: v2 (default) or ocm.software/v3alpha1", "-S", "--scheme");
        skipDigests = options.flag("record no digests of resources", "--skip-digest-generation");
    }

    /** A word that gives a value. */
    static boolean isSetting(String word) {
        return word.indexOf('=') > 0;
    }

    /** What the options and the words among the arguments that give values say. */
    ConstructOptions options(List<String> words) {
        Templater language = Templater.named(Options.value(templater, "subst"));
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String word : words) {
            int end = word.indexOf('=');
            arguments.put(word.substring(0, end).strip(), word.substring(end + 1));
        }
        boolean given = !arguments.isEmpty() || !Options.values(settings).isEmpty() || Options.isSet(environment);
        if (language == Templater.NONE && given) {
            throw Command.usage("values are given, and --templater none uses none");
        }
        Settings values = Options.isSet(environment) ? Settings.NONE.plus(session.variables()) : Settings.NONE;
        for (String file : Options.values(settings)) {
            values = values.plus(read(file), file);
        }
        return new ConstructOptions(
                language,
                values.plus(arguments),
                Optional.ofNullable(version.<String>getValue()),
                Schema.named(Options.value(scheme, Schema.V2.version())),
                Options.isSet(skipDigests));
    }

    private byte[] read(String file) {
        try (InputStream in = Files.newInputStream(session.path(file))) {
            return in.readNBytes(Settings.LIMIT + 1);
        } catch (NoSuchFileException e) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND, "there is no file of settings %s".formatted(Text.printable(file)));
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "the settings in %s cannot be read".formatted(Text.printable(file)),
                    "check the path and its permissions",
                    e);
        }
    }
}
