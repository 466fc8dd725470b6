// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A program that copies one image under very many tags, of which neither side keeps a list, and prints how many were done. */
final class ManyTags {
    private ManyTags() {}

    public static void main(String[] args) {
        MemoryRegistry target = new MemoryRegistry();
        OciStore from = new MemoryRegistry().repository("from");
        Document image = Images.put(from, "1", "a");
        RepositoryCopy copy =
                new RepositoryCopy(endless(from, image), endless(target.repository("to"), null), false, false);
        try (CopyEngine engine = new CopyEngine()) {
            CopyReport report = new Portions(engine, Portions.DEFAULT)
                    .run(
                            copy.ofAll(IntStream.range(0, Integer.parseInt(args[0]))
                                            .mapToObj(i -> "tag-" + i))
                                    .iterator(),
                            target,
                            ProofLevel.IMPLIED,
                            RunListener.SILENT,
                            new Cancellation());
            System.out.println(report.units() + " done, " + report.failures().size() + " failed");
        }
    }

    /** A repository that has this under every tag, or nothing, and takes every tag. */
    private static OciStore endless(OciStore store, @Nullable Document image) {
        return (OciStore) Proxy.newProxyInstance(
                OciStore.class.getClassLoader(), new Class<?>[] {OciStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("manifest") && arguments[0] instanceof Tag tag) {
                        if (image == null) {
                            throw new Failure(Failure.Kind.NOT_FOUND, "there is no tag " + tag);
                        }
                        return image;
                    }
                    if (method.getName().equals("putManifest")) {
                        return new Receipt(new Evidence.Accepted(), true);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
