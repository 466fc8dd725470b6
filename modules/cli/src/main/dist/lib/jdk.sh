# SPDX-License-Identifier: Apache-2.0
# find_jdk_25 exports JAVA_HOME, or says what is missing and returns 1. It reads the `release` file that every JDK has
# instead of asking a java, so that it costs nothing when a command starts. For bin/ocm, and for ./ocm and ./check.

is_jdk_25() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=\"25[.\"+-]*) return 0 ;;
      JAVA_VERSION=*) return 1 ;;
    esac
  done < "$1/release"
  return 1
}

find_jdk_25() {
  java=$(command -v java) || java=
  [ ! -h "$java" ] || java=$(readlink -f "$java")
  for home in "${JAVA_HOME:-}" "${java%/bin/java}" /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk_25 "$home"; then
      export JAVA_HOME="$home"
      return 0
    fi
  done
  echo "ocm: no JDK 25 was found; install one and set JAVA_HOME to its folder." >&2
  return 1
}
