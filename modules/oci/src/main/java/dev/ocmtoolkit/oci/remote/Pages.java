// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.http.Content;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.Targets;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A list that comes page by page; the next page is asked for when it is wanted. */
final class Pages<T> implements Iterator<T> {
    /** How many entries to ask for at once: some registries refuse more. */
    static final int ENTRIES = 1000;

    private static final int BYTES = 4 * 1024 * 1024;
    private static final int LIMIT = 10_000;

    private final OriginHttp http;
    private final Function<Content, List<T>> reader;
    private final Set<URI> seen = new HashSet<>();
    private Optional<HttpCall> next;
    private List<T> page = List.of();
    private int at;

    private Pages(OriginHttp http, HttpCall first, Function<Content, List<T>> reader) {
        this.http = http;
        this.reader = reader;
        this.next = Optional.of(first);
    }

    static <T> Stream<T> stream(OriginHttp http, HttpCall first, Function<Content, List<T>> reader) {
        Iterator<T> pages = new Pages<>(http, first, reader);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Reads a list of names; {@code null}, for the list or within it, stands for nothing. */
    static List<String> names(Content content, String field, String what) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : Json.object(content.bytes(), what).path(field)) {
            if (name.isTextual()) {
                names.add(name.textValue());
            }
        }
        return names;
    }

    @Override
    public boolean hasNext() {
        while (at == page.size() && next.isPresent()) {
            turn(next.get());
        }
        return at < page.size();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.get(at++);
    }

    private void turn(HttpCall call) {
        if (!seen.add(call.uri()) || seen.size() > LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s: its pages repeat themselves, or are more than %d".formatted(call.what(), LIMIT));
        }
        Content content = http.fetch(call, BYTES);
        List<T> entries = reader.apply(content);
        if (!entries.isEmpty() && entries.equals(page)) {
            throw new Failure(Failure.Kind.INVALID, "%s: a page repeats itself".formatted(call.what()));
        }
        page = entries;
        at = 0;
        next = Targets.next(content.head().uri(), content.head().headers("Link"))
                .map(call::to);
    }
}
