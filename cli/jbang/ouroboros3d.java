///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 22+
//DEPS org.ouroboros3d:ouroboros3d-cli:0.2.0-SNAPSHOT
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC

import org.ouroboros3d.cli.Main;

/** The command line for JBang: {@code jbang cli/jbang/ouroboros3d.java generate cat.png -o cat}. */
class ouroboros3d {
    public static void main(String[] args) {
        Main.main(args);
    }
}
