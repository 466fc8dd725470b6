// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.construct.ComponentSpec;
import dev.ocmtoolkit.ocm.construct.ConstructListener;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import java.util.SortedMap;
import java.util.TreeMap;

/** Prints how building component versions goes, in the words of version 1 of the OCM tools. */
final class ConstructPrinter implements ConstructListener, AutoCloseable {
    private final Session session;
    private final ProgressBar bar;

    ConstructPrinter(Session session) {
        this.session = session;
        this.bar = new ProgressBar(session);
    }

    private void print(String line) {
        session.out().println(line);
    }

    @Override
    public void reading(String name) {
        print("processing %s...".formatted(name));
    }

    @Override
    public void document(int number) {
        print("  processing document %d...".formatted(number));
    }

    @Override
    public void component(int number) {
        print("    processing index %d".formatted(number));
    }

    @Override
    public void adding(ComponentId id) {
        print("adding component %s...".formatted(id));
    }

    @Override
    public void adding(ComponentSpec.ElementSpec element) {
        SortedMap<String, String> attributes = new TreeMap<>();
        element.json()
                .path("extraIdentity")
                .properties()
                .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        attributes.put("name", element.json().path("name").asText());
        String version = element.json().path("version").asText();
        attributes.put("version", element.versionGiven() ? version : "<componentversion>");
        String type = element.json()
                .path(element.kind() == Element.Kind.REFERENCE ? "componentName" : "type")
                .asText();
        print("  adding %s %s: %s...".formatted(element.kind().word(), type, new Identity(attributes)));
    }

    @Override
    public void replacing(ComponentId id) {
        session.err().println("%s was there with other content, which is replaced".formatted(id));
    }

    @Override
    public void sending(long bytes) {
        bar.sending(bytes);
    }

    @Override
    public void progress(long bytes) {
        bar.progress(bytes);
    }

    @Override
    public void close() {
        bar.close();
    }
}
