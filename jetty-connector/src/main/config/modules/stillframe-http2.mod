[description]
Enables HTTP/2 over TLS by Stillframe instead of Jetty's own.

[tags]
connector
http2
http
ssl
3rdparty

[provides]
http2

[depend]
ssl
alpn

[before]
https

[files]
maven://dev.stillframe/stillframe-api/${stillframe.version}|lib/stillframe/stillframe-api-${stillframe.version}.jar
maven://dev.stillframe/stillframe-h2/${stillframe.version}|lib/stillframe/stillframe-h2-${stillframe.version}.jar
maven://dev.stillframe/stillframe-jetty/${stillframe.version}|lib/stillframe/stillframe-jetty-${stillframe.version}.jar

[lib]
lib/stillframe/stillframe-api-${stillframe.version}.jar
lib/stillframe/stillframe-h2-${stillframe.version}.jar
lib/stillframe/stillframe-jetty-${stillframe.version}.jar

[xml]
etc/stillframe-http2.xml

[ini]
stillframe.version?=@project.version@

[ini-template]
## The streams that a client may have open at once
# stillframe.http2.maxConcurrentStreams=128

## What a client may send on a stream before any of it is read; it grows where the path asks for it
# stillframe.http2.initialStreamRecvWindow=65535

## What a client may send on all streams before any of it is read
# stillframe.http2.initialSessionRecvWindow=1048576

## The most entries of one SETTINGS frame
# stillframe.http2.maxSettingsKeys=32

## Milliseconds without input before a keep-alive PING; 0 for never
# stillframe.http2.keepAlive=0

## Milliseconds, and requests, after which a connection is drained; 0 for never
# stillframe.http2.maxAge=0
# stillframe.http2.maxRequests=0
