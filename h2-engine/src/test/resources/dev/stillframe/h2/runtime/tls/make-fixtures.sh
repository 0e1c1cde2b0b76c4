#!/bin/sh
# Makes the key pairs and certificates of the TLS tests anew, good for a hundred years. They are test fixtures: their keys
# are public, so nothing but a test may trust them. Wants openssl 3.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/config" << END
[ca]
default_ca = any
[any]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = names
unique_subject = no
[names]
organizationName = supplied
commonName = supplied
END
: > "$work/index"

key() { # name, kind
    case $2 in
    ec) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key.pem" ;;
    rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key.pem" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$1.key.pem" ;;
    esac
    openssl req -new -key "$1.key.pem" -subj "/O=Stillframe test fixture/CN=$1" -out "$work/request"
}

sign() { # name, extensions, further options of openssl ca
    name=$1
    printf "$2\n" > "$work/extensions"
    shift 2
    openssl ca -batch -notext -config "$work/config" -startdate 20200101000000Z -enddate 21200101000000Z \
        -in "$work/request" -extfile "$work/extensions" -out "$name.pem" "$@" 2> "$work/log" || cat "$work/log"
}

authority() { # name
    key "$1" ec
    sign "$1" 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign' -selfsign -keyfile "$1.key.pem"
}

signed() { # name, kind, authority, alternative names
    key "$1" "$2"
    sign "$1" "basicConstraints=CA:false\nsubjectAltName=$4" -cert "$3.pem" -keyfile "$3.key.pem"
    cat "$3.pem" >> "$1.pem"
}

authority authority
authority stranger
local="DNS:localhost,IP:127.0.0.1,IP:::1"
signed localhost-ec ec authority "$local"
signed localhost-rsa rsa authority "$local"
signed localhost-ed25519 ed25519 authority "$local"
signed localhost-later ec authority "$local"
signed one ec authority "DNS:one.example,DNS:uno.example"
signed wild ec authority "DNS:*.one.example"
signed exact ec authority "DNS:exact.one.example"
signed client ec authority "DNS:client.example"
signed unknown-client ec stranger "DNS:client.example"
# What people put in place of a PKCS#8 key by mistake.
openssl ec -in localhost-ec.key.pem -out sec1.key.pem 2> /dev/null
openssl rsa -traditional -in localhost-rsa.key.pem -out pkcs1.key.pem 2> /dev/null
openssl pkcs8 -topk8 -in localhost-ec.key.pem -passout pass:secret -out encrypted.key.pem
rm authority.key.pem stranger.key.pem
