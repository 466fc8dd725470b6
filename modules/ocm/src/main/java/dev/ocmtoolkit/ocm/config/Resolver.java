// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.ocm.credentials.SpiffExpression;
import dev.ocmtoolkit.ocm.credentials.Wildcards;
import dev.ocmtoolkit.ocm.version.Constraint;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.Optional;

/** Where to look for component versions of which only the name is given. */
public sealed interface Resolver {

    /** The priority of a resolver that names none. */
    int DEFAULT_PRIORITY = 10;

    /** {@return the repository's specification, not to be changed} */
    JsonNode repository();

    /**
     * Whether it has a component to offer, as far as the name goes.
     *
     * @param component the component's name
     * @return true when it is to be asked
     */
    boolean matches(String component);

    /**
     * Whether it has a version to offer, as far as that goes.
     *
     * @param version the version
     * @return true when it is to be asked
     */
    boolean offers(String version);

    /**
     * A resolver of the first Go tool ({@code ocm.config.ocm.software}).
     *
     * @param repository the repository's specification
     * @param prefix what the component's name begins with, by whole segments; empty for all
     * @param priority higher ones are asked first
     */
    record ByPrefix(JsonNode repository, String prefix, int priority) implements Resolver {

        /** Copies the specification. */
        public ByPrefix {
            SpiffExpression.refuse(prefix, "a resolver's prefix");
            repository = repository.deepCopy();
        }

        @Override
        public boolean offers(String version) {
            return true;
        }

        @Override
        public boolean matches(String component) {
            return prefix.isEmpty() || component.equals(prefix) || component.startsWith(prefix + "/");
        }

        /** {@return all of it, but of the repository its type, since a specification may hold secrets} */
        @Override
        public String toString() {
            return "ByPrefix[repository=%s, prefix=%s, priority=%d]"
                    .formatted(OcmConfig.type(repository), prefix, priority);
        }
    }

    /**
     * A resolver of the second Go tool ({@code resolvers.config.ocm.software}).
     *
     * @param repository the repository's specification
     * @param pattern a pattern for the component's name, in which {@code *} stands for any text and {@code ?} for one
     *     character; empty for all
     * @param versions a version constraint; empty for all versions
     */
    record ByPattern(JsonNode repository, String pattern, Optional<String> versions) implements Resolver {

        /** Copies the specification. */
        public ByPattern {
            SpiffExpression.refuse(pattern, "a resolver's componentNamePattern");
            repository = repository.deepCopy();
        }

        /** {@inheritDoc} A constraint that is none admits nothing, as does a version that is none. */
        @Override
        public boolean offers(String version) {
            return versions.isEmpty()
                    || Version.parse(version)
                            .filter(v -> versions.flatMap(Constraint::parse)
                                    .filter(constraint -> constraint.admits(v))
                                    .isPresent())
                            .isPresent();
        }

        @Override
        public boolean matches(String component) {
            return pattern.isEmpty() || Wildcards.matches(pattern, component);
        }

        /** {@return all of it, but of the repository its type, since a specification may hold secrets} */
        @Override
        public String toString() {
            return "ByPattern[repository=%s, pattern=%s, versions=%s]"
                    .formatted(OcmConfig.type(repository), pattern, versions.orElse(""));
        }
    }
}
