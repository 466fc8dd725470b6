// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections of the process: HttpComponents' pool, parser and framing, and nothing of its client above them, since
 * redirects, retries, authorisation and timeouts have rules of their own here. HTTP/1.1 only: one connection carries one blob.
 */
final class Connections implements AutoCloseable {
    private static final int PER_SERVER = 256;
    private static final int IN_ALL = 1024;
    /** Heads only: reads and writes of content are larger than this and pass the buffer by. */
    private static final int BUFFER = 16 * 1024;

    private static final int HEADER_COUNT = 200;
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private final HttpSettings settings;
    private final Proxies proxies;
    private final WriteWatch watch = new WriteWatch();
    private final PoolingHttpClientConnectionManager pool;
    private final Set<String> plain = ConcurrentHashMap.newKeySet();

    Connections(HttpSettings settings) {
        this.settings = settings;
        this.proxies = new Proxies(settings.environment());
        Http1Config http = Http1Config.custom()
                .setBufferSize(BUFFER)
                .setMaxLineLength(BUFFER)
                .setMaxHeaderCount(HEADER_COUNT)
                .build();
        this.pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http)
                        .build())
                .setTlsSocketStrategy(new Tls(settings))
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .setMaxConnPerRoute(PER_SERVER)
                .setMaxConnTotal(IN_ALL)
                .build();
    }

    /** Tells, once, of a registry that is asked without encryption. */
    void notice(Address registry) {
        if (!registry.isSecure() && plain.add(registry.hostPort())) {
            settings.onPlainHttp().accept(registry.hostPort());
        }
    }

    /**
     * Sends a request once.
     *
     * @param call what to send
     * @param authorization the value of its {@code Authorization} field
     * @param cancellation closes the connection, also while the answer is read
     * @return the answer, which holds the connection until it is closed or read to its end
     */
    Answer exchange(HttpCall call, Optional<String> authorization, Cancellation cancellation)
            throws IOException, HttpException {
        Address server = Address.of(call.uri());
        Optional<Proxies.Proxy> proxy = proxies.forServer(server);
        Timeouts timeouts = call.patience().map(settings.timeouts()::atMost).orElse(settings.timeouts());
        // No time at all would be a time of zero for the pool.
        Timeout turn = call.patience()
                .map(limit -> Timeout.ofMilliseconds(limit.toMillis()))
                .orElse(Timeout.ofDays(1));
        Lease lease = lease(route(server, proxy), turn, cancellation);
        boolean answered = false;
        try {
            HttpClientContext context = HttpClientContext.create();
            if (!lease.endpoint().isConnected()) {
                connect(lease.endpoint(), server, proxy, timeouts, context);
            }
            cancellation.check();
            Optional<Upload> upload = call.body()
                    .map(body -> new Upload(body.get(), () -> lease.endpoint().close(CloseMode.IMMEDIATE)));
            ClassicHttpRequest request = request(call, server, proxy, authorization, upload);
            Exchange exchange = new Exchange(timeouts, watch, upload);
            ClassicHttpResponse response = lease.endpoint().execute("", request, exchange, context);
            Answer answer = answer(request, response, exchange, lease, call.uri(), cancellation);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                lease.discard();
            }
        }
    }

    private static Answer answer(
            ClassicHttpRequest request,
            ClassicHttpResponse response,
            Exchange exchange,
            Lease lease,
            URI uri,
            Cancellation cancellation)
            throws IOException {
        HttpClientContext context = HttpClientContext.create();
        // docker-registry announces the whole blob's length with 416 and sends an error text: the rest never comes.
        if (!exchange.isCut()
                && response.getCode() != HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)) {
            TimeValue told = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
            lease.reusableFor(TimeValue.isPositive(told) && told.compareTo(IDLE) < 0 ? told : IDLE);
        }
        if (response.getEntity() == null) {
            lease.giveBack();
            return new Answer(response, uri, new AnswerBody(InputStream.nullInputStream(), 0, lease, cancellation));
        }
        long length = response.getEntity().getContentLength();
        InputStream content = response.getEntity().getContent();
        return new Answer(response, uri, new AnswerBody(content, length, lease, cancellation));
    }

    private Lease lease(HttpRoute route, Timeout turn, Cancellation cancellation) throws SocketTimeoutException {
        LeaseRequest request = pool.lease("", route, turn, null);
        try (var _ = cancellation.onCancel(request::cancel)) {
            return new Lease(pool, request.get(turn), cancellation);
        } catch (InterruptedException e) {
            request.cancel();
            Thread.currentThread().interrupt();
            throw new Failure(Failure.Kind.CANCELLED, "cancelled");
        } catch (CancellationException e) {
            throw new Failure(Failure.Kind.CANCELLED, "cancelled");
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("all connections are in use");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the pool does not fail", e);
        }
    }

    private static HttpRoute route(Address server, Optional<Proxies.Proxy> proxy) {
        HttpHost target = target(server);
        return proxy.map(p -> new HttpRoute(target, null, new HttpHost("http", p.host(), p.port()), server.isSecure()))
                .orElseGet(() -> new HttpRoute(target, null, server.isSecure()));
    }

    private static HttpHost target(Address server) {
        return new HttpHost(server.scheme(), server.host(), server.port());
    }

    private void connect(
            ConnectionEndpoint endpoint,
            Address server,
            Optional<Proxies.Proxy> proxy,
            Timeouts timeouts,
            HttpClientContext context)
            throws IOException, HttpException {
        pool.closeExpired();
        pool.connect(endpoint, TimeValue.ofMilliseconds(timeouts.connect().toMillis()), context);
        if (server.isSecure() && proxy.isPresent()) {
            String authority = server.toString().substring("https://".length());
            BasicClassicHttpRequest tunnel = new BasicClassicHttpRequest("CONNECT", target(server), authority);
            tunnel.setHeader("Host", authority);
            proxy.get().authorization().ifPresent(value -> tunnel.setHeader("Proxy-Authorization", value));
            Exchange exchange = new Exchange(timeouts, watch, Optional.empty());
            ClassicHttpResponse response = endpoint.execute("", tunnel, exchange, context);
            if (response.getCode() != HttpStatus.SC_OK) {
                throw new Failure(
                        Failure.Kind.UNREACHABLE,
                        Failure.Side.NONE,
                        "the proxy %s:%d refuses to connect to %s: status %d"
                                .formatted(proxy.get().host(), proxy.get().port(), authority, response.getCode()),
                        "check HTTPS_PROXY, or list the host in NO_PROXY",
                        null);
            }
            pool.upgrade(endpoint, context);
        }
    }

    private static ClassicHttpRequest request(
            HttpCall call,
            Address server,
            Optional<Proxies.Proxy> proxy,
            Optional<String> authorization,
            Optional<Upload> upload) {
        String path = call.uri().getRawPath().isEmpty() ? "/" : call.uri().getRawPath();
        String query = call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery();
        boolean direct = proxy.isEmpty() || server.isSecure();
        String absolute = direct ? "" : "http://" + server.hostPort();
        BasicClassicHttpRequest request =
                new BasicClassicHttpRequest(call.method(), target(server), absolute + path + query);
        request.setHeader("Host", server.hostPort());
        request.setHeader("User-Agent", "ocm-toolkit");
        // Digests are of the bytes themselves.
        request.setHeader("Accept-Encoding", "identity");
        call.headers().forEach(request::setHeader);
        authorization.ifPresent(value -> request.setHeader("Authorization", value));
        if (!direct) {
            proxy.flatMap(Proxies.Proxy::authorization)
                    .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
        }
        if (upload.isPresent()) {
            request.setEntity(upload.get());
            if (upload.get().isChunked()) {
                request.setHeader("Transfer-Encoding", "chunked");
            } else {
                request.setHeader("Content-Length", upload.get().getContentLength());
            }
        } else if (call.method().equals("POST") || call.method().equals("PUT")) {
            request.setHeader("Content-Length", 0);
        }
        return request;
    }

    @Override
    public void close() {
        watch.close();
        pool.close(CloseMode.IMMEDIATE);
    }
}
