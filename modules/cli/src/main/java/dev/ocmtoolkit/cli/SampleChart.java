// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** A tiny Helm chart, stored as Helm stores charts in registries: what the quick start has in place of one from the internet. */
final class SampleChart {
    static final String NAME = "stefanprodan/charts/podinfo:6.7.1";

    private static final String CONFIG =
            "{\"name\":\"podinfo\",\"version\":\"6.7.1\",\"apiVersion\":\"v2\",\"type\":\"application\"}";
    private static final Map<String, String> FILES = Map.of(
            "podinfo/Chart.yaml", "apiVersion: v2\nname: podinfo\nversion: 6.7.1\n",
            "podinfo/values.yaml", "greeting: hello\n");

    private SampleChart() {}

    static void into(OciRegistry registry, CopyEngine engine, Cancellation cancellation) throws IOException {
        OciStore store = registry.repository(NAME.substring(0, NAME.indexOf(':')));
        Tag tag = new Tag(NAME.substring(NAME.indexOf(':') + 1));
        byte[] config = CONFIG.getBytes(StandardCharsets.UTF_8);
        byte[] chart = chart();
        Descriptor configBlob = Descriptor.of("application/vnd.cncf.helm.config.v1+json", config);
        Descriptor layer = Descriptor.of("application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart);
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(MediaTypes.MANIFEST, json(configBlob), json(layer));
        Document document = new Document(MediaTypes.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        Unit unit = new Unit(
                new UnitKey(store.location(), tag),
                Set.of(),
                List.of(
                        new Move.PutBlob(store, configBlob, Body.of(config)),
                        new Move.PutBlob(store, layer, Body.of(chart)),
                        new Move.PutManifest(store, document, Set.of(tag))));
        engine.run(
                List.of(unit).iterator(), registry, CopyEngine.Commit.ALL_OR_NOTHING, RunListener.SILENT, cancellation);
    }

    private static String json(Descriptor blob) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(blob.mediaType(), blob.digest(), blob.size());
    }

    private static byte[] chart() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(out))) {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                byte[] text = file.getValue().getBytes(StandardCharsets.UTF_8);
                tar.begin(new TarWriter.Entry(file.getKey(), '0', 0644, text.length, 0, TarWriter.Owner.NONE, ""));
                tar.write(text, 0, text.length);
            }
        }
        return out.toByteArray();
    }
}
