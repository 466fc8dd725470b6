// SPDX-License-Identifier: Apache-2.0
/**
 * YAML as the Go tools read and write it: YAML 1.1 by way of JSON, without types that JSON does not have.
 *
 * <p>{@link dev.ocmtoolkit.ocm.yaml.Yaml} reads text from outside into JSON, with limits on everything that an author could
 * blow up. {@link dev.ocmtoolkit.ocm.yaml.YamlWriter} writes JSON byte for byte as Go's {@code sigs.k8s.io/yaml} does, so
 * that a component descriptor that nobody changed keeps its digest. What a scalar without quotes means is known in one
 * place, {@code PlainScalar}, for both directions.
 */
@NullMarked
package dev.ocmtoolkit.ocm.yaml;

import org.jspecify.annotations.NullMarked;
