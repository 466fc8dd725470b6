// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Failure;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: what the user named first, then the JDK's, then the system's. A later store is read only
 * when the earlier ones did not do, since reading some hundred certificates takes longer than a request.
 */
final class Trust {
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private Trust() {}

    static SSLContext context(Map<String, String> environment, Optional<String> pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] managers = {new InOrder(List.of(() -> named(environment, pem), Trust::jdk, Trust::system))};
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static Optional<X509ExtendedTrustManager> named(Map<String, String> environment, Optional<String> pem) {
        List<Certificate> all = new ArrayList<>();
        pem.ifPresent(text -> all.addAll(Certificates.parse(text, "the given certificates")));
        String file = environment.getOrDefault("SSL_CERT_FILE", "");
        if (!file.isEmpty()) {
            all.addAll(Certificates.file(Path.of(file), "SSL_CERT_FILE"));
        }
        for (String directory : environment.getOrDefault("SSL_CERT_DIR", "").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty()) {
                all.addAll(Certificates.directory(Path.of(directory), "SSL_CERT_DIR"));
            }
        }
        return manager(all);
    }

    private static Optional<X509ExtendedTrustManager> jdk() {
        return manager((KeyStore) null);
    }

    private static Optional<X509ExtendedTrustManager> system() {
        return SYSTEM_BUNDLES.stream()
                .filter(Files::isReadable)
                .findFirst()
                .flatMap(path -> manager(Certificates.file(path, path.toString())));
    }

    private static Optional<X509ExtendedTrustManager> manager(List<Certificate> certificates) {
        if (certificates.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca" + i, certificates.get(i));
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory can always be made", e);
        }
    }

    private static Optional<X509ExtendedTrustManager> manager(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst();
        } catch (GeneralSecurityException e) {
            throw new Failure(
                    Failure.Kind.STORAGE, Failure.Side.NONE, "the JDK's certificates cannot be read", null, e);
        }
    }

    /** Believes a server that one of the stores believes; the host name is checked by each of them. */
    private static final class InOrder extends X509ExtendedTrustManager {
        private final List<Store> stores;

        InOrder(List<Supplier<Optional<X509ExtendedTrustManager>>> suppliers) {
            this.stores = suppliers.stream().map(Store::new).toList();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, authType, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, authType, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a certificate is checked together with the host's name only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        private void check(Check check) throws CertificateException {
            CertificateException last = new CertificateException("no certificates are trusted here");
            for (Store store : stores) {
                X509ExtendedTrustManager manager = store.get();
                if (manager != null) {
                    try {
                        check.by(manager);
                        return;
                    } catch (CertificateException e) {
                        last = e;
                    }
                }
            }
            throw last;
        }
    }

    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    /** A store that is read when it is first needed. */
    private static final class Store {
        private final Supplier<Optional<X509ExtendedTrustManager>> supplier;
        private @Nullable X509ExtendedTrustManager manager;
        private boolean read;

        Store(Supplier<Optional<X509ExtendedTrustManager>> supplier) {
            this.supplier = supplier;
        }

        synchronized @Nullable X509ExtendedTrustManager get() {
            if (!read) {
                manager = supplier.get().orElse(null);
                read = true;
            }
            return manager;
        }
    }
}
