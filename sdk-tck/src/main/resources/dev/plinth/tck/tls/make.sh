#!/bin/sh
# Makes the stores anew, with keytool of the JDK on the PATH. See README.md.
set -e
cd "$(dirname "$0")"
rm -f ./*.p12
key() { # store, common name, extensions...
    store=$1 name=$2
    shift 2
    keytool -genkeypair -keystore "$store.p12" -storetype PKCS12 -storepass plinth -alias "$store" \
        -keyalg EC -groupname secp256r1 -startdate "2020/01/01 00:00:00" -validity 14610 -dname "CN=$name" "$@"
}
signed() { # store, common name, extensions...
    store=$1
    key "$@"
    shift 2
    keytool -certreq -keystore "$store.p12" -storepass plinth -alias "$store" |
        keytool -gencert -keystore ca.p12 -storepass plinth -alias ca -startdate "2020/01/01 00:00:00" -validity 14610 -rfc "$@" >"$store.pem"
    keytool -exportcert -keystore ca.p12 -storepass plinth -alias ca -rfc >ca.pem
    cat "$store.pem" ca.pem |
        keytool -importcert -keystore "$store.p12" -storepass plinth -alias "$store" -noprompt
    rm "$store.pem" ca.pem
}
key ca "Plinth test authority" -ext bc:c=ca:true -ext ku:c=keyCertSign,cRLSign
signed localhost localhost -ext "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1"
signed named plinth.test -ext san=dns:plinth.test
signed client "Plinth test client" -ext eku=clientAuth
key stranger localhost -ext "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1"
keytool -exportcert -keystore ca.p12 -storepass plinth -alias ca -rfc |
    keytool -importcert -keystore trust.p12 -storetype PKCS12 -storepass plinth -alias ca -noprompt
