package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpUtils;
import java.io.IOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A request's content as a form, decoded by Netty: attributes are collected, files are streamed to
 * the upload handler as they come.
 */
final class Form {
    private final ServerRequest request;
    private @Nullable HttpPostRequestDecoder decoder;

    /**
     * @throws IllegalStateException when the request says that its content is no form
     */
    Form(ServerRequest request, HttpServerOptions options) {
        this.request = request;
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (type == null) {
            throw new IllegalStateException(
                    "Request must have a content-type header to decode a multipart request");
        }
        if (!HttpUtils.isValidMultipartContentType(type)) {
            throw new IllegalStateException(
                    "Request must have a valid content-type header to decode a multipart request");
        }
        if (!HttpUtils.isValidMultipartMethod(request.method().toNetty())) {
            throw new IllegalStateException(
                    "Request method must be one of POST, PUT, PATCH or DELETE to decode a multipart request");
        }
        HttpRequest netty =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1, request.method().toNetty(), request.uri());
        netty.headers().add(HttpHeaderNames.CONTENT_TYPE, type);
        Parts parts = new Parts();
        parts.setMaxLimit(options.getMaxFormAttributeSize());
        decoder =
                new HttpPostRequestDecoder(
                        parts,
                        netty,
                        HttpConstants.DEFAULT_CHARSET,
                        options.getMaxFormFields(),
                        options.getMaxFormBufferedBytes());
    }

    /**
     * Content has arrived.
     *
     * @param octets lent
     * @return what is wrong with the form, or null
     */
    @Nullable Throwable data(ByteBuf octets) {
        HttpPostRequestDecoder at = decoder;
        if (at == null) {
            return null;
        }
        try {
            at.offer(new DefaultHttpContent(octets));
            return null;
        } catch (HttpPostRequestDecoder.ErrorDataDecoderException
                | HttpPostRequestDecoder.TooLongFormFieldException
                | HttpPostRequestDecoder.TooManyFormFieldsException wrong) {
            destroy();
            return wrong;
        }
    }

    /**
     * The content is complete.
     *
     * @param attributes filled with the form's
     * @return what is wrong with the form, or null
     */
    @Nullable Throwable end(MultiMap attributes) {
        HttpPostRequestDecoder at = decoder;
        if (at == null) {
            return null;
        }
        try {
            at.offer(LastHttpContent.EMPTY_LAST_CONTENT);
            while (at.hasNext()) {
                collect(at.next(), attributes);
            }
            return null;
        } catch (HttpPostRequestDecoder.EndOfDataDecoderException end) {
            return null; // how Netty says that nothing follows
        } catch (RuntimeException | IOException wrong) {
            return wrong;
        } finally {
            destroy();
        }
    }

    private static void collect(InterfaceHttpData data, MultiMap attributes) throws IOException {
        if (data instanceof Attribute attribute) {
            try {
                attributes.add(attribute.getName(), attribute.getValue());
            } finally {
                attribute.release();
            }
        }
    }

    /** The content will not be complete. */
    void failed(Throwable failure) {
        HttpPostRequestDecoder at = decoder;
        if (at == null) {
            return;
        }
        InterfaceHttpData partial = at.currentPartialHttpData();
        if (partial instanceof UploadPart part) {
            part.failed(failure);
        }
        destroy();
    }

    void destroy() {
        HttpPostRequestDecoder at = decoder;
        decoder = null;
        if (at != null) {
            at.destroy();
        }
    }

    /** Makes parts that do not stay in memory. */
    private final class Parts extends DefaultHttpDataFactory {
        Parts() {
            super(false);
        }

        @Override
        public FileUpload createFileUpload(
                HttpRequest netty,
                String name,
                String filename,
                String contentType,
                String contentTransferEncoding,
                Charset charset,
                long size) {
            UploadPart part =
                    new UploadPart(
                            request,
                            name,
                            filename,
                            contentType,
                            contentTransferEncoding,
                            charset,
                            size);
            request.uploadBegins(new Upload(request.context(), part));
            return part;
        }
    }
}
