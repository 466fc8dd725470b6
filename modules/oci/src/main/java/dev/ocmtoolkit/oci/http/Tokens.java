// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tokens of one origin. Each is fetched once, however many wait for it, and used until shortly before it expires. */
final class Tokens {
    private static final int LIMIT = 512;

    private final Map<Key, Token> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Token> eldest) {
            return size() > LIMIT;
        }
    };
    private final Map<Key, CompletableFuture<Token>> pending = new HashMap<>();

    /** For whom a token is, from which service, and what it allows. Its text is never printed: it holds a secret. */
    record Key(Optional<Login> login, String realm, String service, Scope scope) {
        private boolean isServedBy(Key other) {
            return login.equals(other.login)
                    && realm.equals(other.realm)
                    && service.equals(other.service)
                    && other.scope.covers(scope);
        }
    }

    record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token[until " + until + "]";
        }
    }

    String get(Key key, Instant now, Cancellation cancellation, Supplier<Token> fetch) {
        while (true) {
            CompletableFuture<Token> future = new CompletableFuture<>();
            CompletableFuture<Token> others;
            synchronized (known) {
                Token token = find(key, now);
                if (token != null) {
                    return token.value();
                }
                others = pending.putIfAbsent(key, future);
            }
            if (others == null) {
                return lead(key, future, fetch).value();
            }
            Optional<Token> token = follow(others, cancellation);
            if (token.isPresent()) {
                return token.get().value();
            }
        }
    }

    /** Forgets a token that was refused. */
    void drop(String value) {
        synchronized (known) {
            known.values().removeIf(token -> token.value().equals(value));
        }
    }

    private @Nullable Token find(Key key, Instant now) {
        known.values().removeIf(token -> !now.isBefore(token.until()));
        Token exact = known.get(key);
        if (exact != null) {
            return exact;
        }
        return known.entrySet().stream()
                .filter(entry -> key.isServedBy(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private Token lead(Key key, CompletableFuture<Token> future, Supplier<Token> fetch) {
        try {
            Token token = fetch.get();
            synchronized (known) {
                known.put(key, token);
            }
            future.complete(token);
            return token;
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
            throw e;
        } finally {
            synchronized (known) {
                pending.remove(key);
            }
        }
    }

    /** Empty when the one who fetched was cancelled: that is no reason for the others to fail. */
    private static Optional<Token> follow(CompletableFuture<Token> others, Cancellation cancellation) {
        CompletableFuture<Token> mine = others.copy();
        try (var _ = cancellation.onCancel(() -> mine.cancel(true))) {
            return Optional.of(mine.join());
        } catch (CancellationException e) {
            throw new Failure(Failure.Kind.CANCELLED, "cancelled");
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                if (failure.kind() == Failure.Kind.CANCELLED) {
                    return Optional.empty();
                }
                throw failure;
            }
            throw e;
        }
    }
}
