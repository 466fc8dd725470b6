// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/**
 * What this program was built from, as the build wrote it down.
 *
 * @param version the version of the project, {@code major.minor.patch[-prerelease]}
 * @param commit the commit of the sources, or {@code unknown}
 * @param treeState whether the sources were {@code clean}, that is as committed, or {@code dirty}, or {@code unknown}
 * @param date the time that stands for the build in everything reproducible
 */
record Build(String version, String commit, String treeState, String date) {
    static Build read() {
        Properties written = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("build.properties"))) {
            written.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(
                written.getProperty("version"),
                written.getProperty("commit"),
                written.getProperty("treeState"),
                written.getProperty("date"));
    }

    /**
     * One line of JSON with the keys of the Go command, since scripts read them; {@code GoVersion} holds the version of
     * Java.
     */
    String line() {
        int dash = version.indexOf('-');
        String[] numbers = (dash < 0 ? version : version.substring(0, dash)).split("\\.", -1);
        return "{"
                + field("Major", numbers[0]) + ", "
                + field("Minor", numbers[1]) + ", "
                + field("Patch", numbers[2]) + ", "
                + field("PreRelease", dash < 0 ? "" : version.substring(dash + 1)) + ", "
                + field("Meta", "") + ", "
                + field("GitVersion", version) + ", "
                + field("GitCommit", commit) + ", "
                + field("GitTreeState", treeState) + ", "
                + field("BuildDate", date) + ", "
                + field("GoVersion", "java" + System.getProperty("java.version")) + ", "
                + field("Compiler", "javac") + ", "
                + field("Platform", platform())
                + "}";
    }

    /** The platform that this runs on. */
    static String platform() {
        return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** A platform as registries and the Go tools spell it, such as {@code linux/amd64}. */
    static String platform(String system, String machine) {
        String name = system.toLowerCase(Locale.ROOT);
        String os = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
        String architecture = switch (machine) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> machine;
        };
        return os + "/" + architecture;
    }

    private static String field(String key, String value) {
        return "\"" + key + "\":\"" + value + "\"";
    }
}
