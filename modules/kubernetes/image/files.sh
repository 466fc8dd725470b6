# SPDX-License-Identifier: Apache-2.0
# What is in the image, put together below $files: a Java runtime, what that needs of the system, the program, its class cache.

java_home=opt/java
program_home=opt/ocm-controller

# What the program and its libraries use; of java.desktop and java.sql libraries speak too, for what is never done here.
modules() {
  "$JAVA_HOME/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps "$lib"/*.jar |
    tr , '\n' | grep -v -x -e java.desktop -e java.sql | paste -s -d , -
}

# Not compressed, since layers are: twice is larger.
java_runtime() {
  mkdir -p "$files/opt"
  modules > "$work/modules"
  "$JAVA_HOME/bin/jlink" --add-modules "$(cat "$work/modules")" --vm server --strip-java-debug-attributes --no-header-files \
    --no-man-pages --compress zip-0 --output "$files/$java_home"
}

# The libraries that the runtime is linked with, the loader, and those that the C library loads by name.
linked_libraries() {
  find "$files/$java_home" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec env -i PATH="$PATH" ldd {} + |
    sed -n -e 's/^.* => \(\/[^ ]*\) (.*$/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*$/\1/p' |
    grep -v "^$files" | LC_ALL=C sort -u
  for name in libnss_dns.so.2 libnss_files.so.2 libresolv.so.2; do
    find "/lib/$(uname -m)-linux-gnu" /lib64/ -name "$name" 2> /dev/null | head -n 1
  done
}

system_libraries() {
  mkdir -p "$files/etc" "$files/home/nonroot" "$files/tmp" "$files/proc" "$files/dev" "$files/sys"
  chmod 1777 "$files/tmp"
  echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' > "$files/etc/passwd"
  echo 'nonroot:x:65532:' > "$files/etc/group"
  echo 'hosts: files dns' > "$files/etc/nsswitch.conf"
  linked_libraries > "$work/libraries"
  grep -q 'libc\.' "$work/libraries" || { echo "ldd did not say where the C library is"; return 1; }
  while read -r library; do
    mkdir -p "$files${library%/*}"
    cp -L "$library" "$files$library"
    package_of "$library"
  done < "$work/libraries"
  [ ! -e /etc/os-release ] || cp -L /etc/os-release "$files/etc/os-release"
}

# Says from which package of Debian a library is, and under which licence, where scanners look for it.
package_of() {
  command -v dpkg-query > /dev/null || return 0
  package=$(dpkg-query -S "$1" 2> /dev/null || dpkg-query -S "/usr$1" 2> /dev/null) || return 0
  package=${package%%:*}
  mkdir -p "$files/var/lib/dpkg/status.d" "$files/usr/share/doc/$package"
  dpkg-query -s "$package" > "$files/var/lib/dpkg/status.d/$package"
  [ ! -e "/usr/share/doc/$package/copyright" ] || cp -L "/usr/share/doc/$package/copyright" "$files/usr/share/doc/$package/"
}

program() {
  mkdir -p "$files/$program_home/lib"
  cp "$root/LICENSE" "$root/NOTICE" "$files/$program_home/"
  cp "$lib"/*.jar "$lib/jvm.options" "$files/$program_home/lib/"
  # The cache names the jars by their time.
  find "$files" -exec touch -h -d "$files_time" {} +
}

# Made by the runtime that will use it, in place.
class_cache() {
  "$root/modules/kubernetes/src/build/train" "$files/$java_home" "$files/$program_home" "$work/training"
}
