// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.DockerConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds and reads configurations.
 *
 * @param environment the variables and the home directory
 */
public record ConfigReader(Environment environment) {
    /** The most bytes that a configuration may have, 4 MiB. */
    public static final int LIMIT = 4 * 1024 * 1024;

    private static final String NO_FILE = "None";
    private static final List<String> DEFAULTS = List.of(".ocmconfig", ".ocm/ocmconfig", ".ocm/config");

    /**
     * Reads the user's configuration: the given files, else the one in {@code OCM_CONFIG}, else the first that exists of
     * {@code ~/.ocmconfig}, {@code ~/.ocm/ocmconfig} and {@code ~/.ocm/config}. The user's Docker configuration is added behind
     * it in any case.
     *
     * @param files the files that were asked for, in order; {@code None} stands for none, so that no other is looked for
     * @param sets the names of sets in them that shall count as well, in order
     * @return what they say together
     * @throws Failure INVALID when a file is missing, malformed or too large, or there is no such set
     */
    public OcmConfig load(List<String> files, List<String> sets) {
        OcmConfig config = OcmConfig.empty(environment);
        for (String file : files.isEmpty() ? defaultFiles() : files) {
            if (!file.equals(NO_FILE)) {
                config = config.plus(parse(read(file), file));
            }
        }
        for (String set : sets) {
            config = config.plus(set(config, set));
        }
        List<DockerConfig> docker = DockerConfig.ofUser(environment);
        return config.plus(OcmConfig.of(new ConfiguredCredentials(List.of(), docker, List.of(), environment)));
    }

    private OcmConfig set(OcmConfig config, String name) {
        JsonNode set = config.sets().get(name);
        if (set == null) {
            throw new Failure(
                            Failure.Kind.INVALID,
                            "there is no config set \"%s\" in the configuration".formatted(Text.printable(name)))
                    .hint("there are these: " + config.sets().keySet());
        }
        return new ConfigEntries(environment, "config set " + Text.printable(name)).list(set);
    }

    private List<String> defaultFiles() {
        Stream<String> ofHome = DEFAULTS.stream()
                .map(environment.home()::resolve)
                .filter(Files::exists)
                .map(Path::toString);
        return Stream.concat(environment.variable("OCM_CONFIG").stream(), ofHome)
                .limit(1)
                .toList();
    }

    private byte[] read(String file) {
        try (InputStream in = Files.newInputStream(environment.file(file))) {
            return in.readNBytes(LIMIT + 1);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "does not exist", e);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(file, "cannot be read", e);
        }
    }

    private static Failure unreadable(String file, String how, Exception cause) {
        return new Failure(
                Failure.Kind.INVALID,
                Failure.Side.NONE,
                "configuration file %s %s".formatted(Text.printable(file), how),
                "check the path and its permissions",
                cause);
    }

    /**
     * Reads one configuration, and nothing of the user's besides.
     *
     * @param bytes YAML or JSON in UTF-8, with a {@code type}; or nothing
     * @param what what it is, for messages
     * @return what it says
     * @throws Failure INVALID when it is malformed or larger than {@link #LIMIT}
     */
    public OcmConfig parse(byte[] bytes, String what) {
        OcmConfig config = OcmConfig.empty(environment);
        for (JsonNode document : Yaml.documents(bytes, what, LIMIT, Dialect.YAML_1_1)) {
            if (!document.isNull()) {
                config = config.plus(new ConfigEntries(environment, what).read(document));
            }
        }
        return config;
    }
}
