# SPDX-License-Identifier: Apache-2.0
# launch MODULE PROGRAM [WORD ...] runs a program from these sources: builds it first where it is missing or older than a source
# file; have MODULE PROGRAM only does that, and says in program where it is. For ./ocm and ./ocm-controller, which set root.

up_to_date() {
  [ -e "$program/lib/$name.aot" ] && [ -z "$(find "$root"/pom.xml "$root"/modules/*/pom.xml "$root"/modules/*/src/main \
    -newer "$program/lib/$name.aot" -print -quit)" ]
}

# All that Maven says goes to the log; of it, what is being built is shown.
build() {
  find_jdk_25 || return 1
  if ! command -v mvn > /dev/null; then
    echo "$name: the program must be built and Maven was not found; install it, or put mvn on PATH." >&2
    return 1
  fi
  echo "$name: building the program; the first time Maven also fetches its libraries" >&2
  MAVEN_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-}" \
    mvn -B -ntp -f "$root/pom.xml" -pl ":$module" -am package -DskipTests -Dspotless.check.skip < /dev/null 2>&1 | {
    result=1
    while IFS= read -r line; do
      printf '%s\n' "$line"
      case $line in
        '[INFO] Building OCM Toolkit'*) echo "$name: b${line#'[INFO] B'}" >&2 ;;
        '[INFO] BUILD SUCCESS') result=0 ;;
      esac
    done > "$log"
    [ $result -eq 0 ] || grep '^\[ERROR\]' "$log" | head -n 5 >&2
    [ $result -eq 0 ] || echo "$name: the build failed; all that Maven said is in $log" >&2
    return $result
  }
}

have() {
  module=$1
  name=$2
  program=$root/modules/$module/target/$name
  log=$root/target/build.log
  if ! up_to_date; then
    . "$root/modules/cli/src/main/dist/lib/jdk.sh"
    mkdir -p "$root/target"
    # One build at a time: whoever waited finds it done.
    (
      ! command -v flock > /dev/null || flock 9
      up_to_date || build 9>&-
    ) 9> "$root/target/build.lock"
  fi
}

launch() {
  have "$1" "$2"
  shift 2
  exec "$program/bin/$name" "$@"
}
