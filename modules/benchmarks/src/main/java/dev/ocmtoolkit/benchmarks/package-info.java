// SPDX-License-Identifier: Apache-2.0
/**
 * Measured comparisons, run by hand with {@code benchmarks/run}; no build runs them.
 *
 * <p>Each is a program of its own that prints a table: {@link dev.ocmtoolkit.benchmarks.HttpClients} what a gibibyte costs,
 * {@link dev.ocmtoolkit.benchmarks.Startup} what a command costs that does nearly nothing,
 * {@link dev.ocmtoolkit.benchmarks.LargeBlob} what a large blob needs besides its own place,
 * {@link dev.ocmtoolkit.benchmarks.Replications} and {@link dev.ocmtoolkit.benchmarks.ClusterReplications} what controllers cost,
 * {@link dev.ocmtoolkit.benchmarks.Requests} how often registries are asked, and {@link dev.ocmtoolkit.benchmarks.Components} what many
 * component versions take, which {@link dev.ocmtoolkit.benchmarks.MakeComponents} makes, also for other programs. All contestants take turns within one run, and
 * medians are shown: figures are compared within one table only. What is measured is whole processes, except where a table says
 * otherwise; a contestant that is not there is named.
 */
@NullMarked
package dev.ocmtoolkit.benchmarks;

import org.jspecify.annotations.NullMarked;
