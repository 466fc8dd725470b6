// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a program is told by the system that it runs on; handed in, so that nothing is read behind a test's back.
 *
 * @param variables the environment variables
 * @param home the user's home directory
 */
public record Environment(Map<String, String> variables, Path home) {

    /** Copies the variables. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** {@return the environment of this process, where {@code HOME} is the home directory, as shells and containers mean it} */
    public static Environment ofProcess() {
        Map<String, String> variables = System.getenv();
        String home = variables.getOrDefault("HOME", "");
        return new Environment(variables, Path.of(home.isEmpty() ? System.getProperty("user.home", "") : home));
    }

    /**
     * A variable.
     *
     * @param name its name
     * @return its value; empty when it is not set, or set to nothing
     */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The file that a path stands for.
     *
     * @param path a path, where {@code ~/} is the home directory
     * @return the file
     * @throws java.nio.file.InvalidPathException when it cannot be a path
     */
    public Path file(String path) {
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }

    /** {@return the home directory; variables may be secrets} */
    @Override
    public String toString() {
        return "Environment[home=" + home + "]";
    }
}
