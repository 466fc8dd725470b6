// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What configuration can reach of the machine that a program runs on; handed in, so that nothing is read behind a test's back. Every
 * file and every program that configuration names is come by from here.
 *
 * @param variables the environment variables
 * @param home the user's home directory
 * @param writer whose configuration it is, which decides whether it reaches anything at all
 */
public record Environment(Map<String, String> variables, Path home, Writer writer) {

    /** Who wrote a configuration. */
    public enum Writer {
        /** The user of this machine, who may refer to files and programs on it. */
        USER,
        /**
         * Whoever may write objects, a Secret or a ConfigMap: somebody else than who runs the controllers. What they write has to hold
         * all that it says.
         */
        OBJECT
    }

    /** The environment of configuration in objects: no variables, no files, no programs. */
    public static final Environment OF_OBJECTS = new Environment(Map.of(), Path.of("/nonexistent"), Writer.OBJECT);

    /** Copies the variables. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /**
     * The environment of the user of this machine.
     *
     * @param variables the environment variables
     * @param home the user's home directory
     */
    public Environment(Map<String, String> variables, Path home) {
        this(variables, home, Writer.USER);
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
     * @throws Failure INVALID when configuration of objects names it
     * @throws java.nio.file.InvalidPathException when it cannot be a path
     */
    public Path file(String path) {
        requireUser("file " + path);
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }

    /**
     * The program that a name stands for.
     *
     * @param name its name
     * @return the first one in the {@code PATH}; empty when there is none
     * @throws Failure INVALID when configuration of objects names it
     */
    Optional<Path> program(String name) {
        requireUser("program " + name);
        return Stream.of(variable("PATH").orElse("").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Demands that configuration may refer to things of the machine.
     *
     * @param what the thing, for the message
     * @throws Failure INVALID when it is written in an object
     */
    public void requireUser(String what) {
        if (writer == Writer.OBJECT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.NONE,
                    "%s cannot be used, since a Secret or ConfigMap may not refer to anything on the machine of the controllers"
                            .formatted(Text.printable(what)),
                    "write there what is meant, logins as dockerConfig or in a Secret of type kubernetes.io/dockerconfigjson",
                    null);
        }
    }

    /** {@return the home directory and the writer; variables may be secrets} */
    @Override
    public String toString() {
        return "Environment[home=" + home + ", writer=" + writer + "]";
    }
}
