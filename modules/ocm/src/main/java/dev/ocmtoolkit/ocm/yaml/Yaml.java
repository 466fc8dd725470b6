// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML 1.1, and so JSON, from outside into JSON trees.
 *
 * <p>The meaning of scalars is Go's, in one of two {@linkplain Dialect dialects}; keys become texts. Refused are duplicate keys,
 * tags other than the standard ones, infinite numbers, nesting deeper than {@link #DEPTH}, more than {@link #NODES} nodes
 * (aliases count as often as they are used) and more than {@link #ALIASES} aliases of lists and mappings. Messages name the
 * line and never show a value.
 */
public final class Yaml {
    /** The most bytes that are read where a caller has no own limit, 32 MiB. */
    public static final int LIMIT = 32 * 1024 * 1024;
    /** How deep a document may be nested. */
    public static final int DEPTH = 100;
    /** The most values that a text may have. */
    public static final int NODES = 1_000_000;
    /** The most aliases of lists and mappings that a document may have. */
    public static final int ALIASES = 50;

    private Yaml() {}

    /**
     * Reads one document of up to {@link #LIMIT} bytes.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for messages; a file's name as a rule
     * @return its value; JSON's null when there is none
     * @throws Failure INVALID when it is malformed or beyond a limit, or has a second document
     */
    public static JsonNode read(byte[] bytes, String what) {
        return read(bytes, what, LIMIT);
    }

    /**
     * Reads one document.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for messages; a file's name as a rule
     * @param limit the most bytes that are accepted
     * @return its value; JSON's null when there is none
     * @throws Failure INVALID when it is malformed or beyond a limit, or has a second document
     */
    public static JsonNode read(byte[] bytes, String what, int limit) {
        List<JsonNode> all = documents(bytes, what, limit, Dialect.YAML_1_1);
        if (all.size() > 1) {
            throw new Failure(Failure.Kind.INVALID, what + " has more than one document: one is needed");
        }
        return all.isEmpty() ? NullNode.instance : all.getFirst();
    }

    /**
     * Reads all documents.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for messages; a file's name as a rule
     * @param limit the most bytes that are accepted
     * @param dialect what its words mean
     * @return their values, in order; JSON's null for an empty one
     * @throws Failure INVALID when it is malformed or beyond a limit
     */
    public static List<JsonNode> documents(byte[] bytes, String what, int limit, Dialect dialect) {
        if (bytes.length > limit) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s has %d bytes: more than %d are not accepted".formatted(what, bytes.length, limit));
        }
        String text = text(bytes, what);
        try {
            return documents(asYaml(text), dialect);
        } catch (Malformed e) {
            throw malformed(what, e.line(), e.problem());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw malformed(what, line, problem(e));
        } catch (ReaderException e) {
            throw malformed(what, lineOf(text, e.getPosition()), "control characters are not allowed");
        } catch (YAMLException | NumberFormatException e) {
            // The latter comes from the scanner, for an escape far beyond the last character.
            throw new Failure(Failure.Kind.INVALID, what + " is malformed YAML");
        }
    }

    /** JSON is YAML but for an escape, "\\/", that YAML 1.1 does not have; rare enough to take a detour. */
    private static String asYaml(String text) {
        if (!text.startsWith("{") || !text.contains("\\/")) {
            return text;
        }
        try {
            return Json.mapper().writeValueAsString(Json.mapper().readTree(text));
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private static List<JsonNode> documents(String text, Dialect dialect) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        ParserImpl parser = new ParserImpl(new StreamReader(text), options);
        TreeBuilder builder = new TreeBuilder(parser, dialect);
        List<JsonNode> all = new ArrayList<>();
        parser.getEvent();
        while (parser.getEvent().getEventId() == Event.ID.DocumentStart) {
            all.add(builder.document());
            parser.getEvent();
        }
        return all;
    }

    /**
     * Bytes as text, without the mark that may begin it.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for messages; a file's name as a rule
     * @return the text
     * @throws Failure INVALID when it is not UTF-8
     */
    public static String text(byte[] bytes, String what) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Failure(
                    Failure.Kind.INVALID, Failure.Side.NONE, what + " is no text in UTF-8", "save it in UTF-8", e);
        }
    }

    private static int lineOf(String text, int position) {
        int end = Math.min(Math.max(position, 0), text.length());
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    /** The parser's words, but for those that quote the text: what begins with ! may be a password as well. */
    private static String problem(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        return problem.startsWith("found undefined tag handle") ? "found undefined tag handle" : problem;
    }

    private static Failure malformed(String what, int line, String problem) {
        // Without a cause: what the parser throws shows the lines around, and they may hold secrets.
        return new Failure(Failure.Kind.INVALID, "%s, line %d: %s".formatted(what, line, Text.printable(problem)));
    }

    /** What the tree builder refuses, and where. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String problem;

        Malformed(Event at, String problem) {
            super(problem);
            this.line = at.getStartMark().getLine() + 1;
            this.problem = problem;
        }

        int line() {
            return line;
        }

        String problem() {
            return problem;
        }
    }
}
