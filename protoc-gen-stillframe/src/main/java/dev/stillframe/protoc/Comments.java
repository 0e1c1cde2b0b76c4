package dev.stillframe.protoc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The comments of a .proto as lines of javadoc: the comment before a declaration, or where there is
 * none the one behind it. All that javadoc would read as more than text is escaped; paragraphs
 * stay.
 */
final class Comments {
    private final Map<List<Integer>, Location> locations = new HashMap<>();

    Comments(FileDescriptor file) {
        for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
            locations.putIfAbsent(location.getPathList(), location);
        }
    }

    /** The lines of a service's comment; none where it has none. */
    List<String> of(ServiceDescriptor service) {
        return at(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()));
    }

    /** The lines of a method's comment; none where it has none. */
    List<String> of(MethodDescriptor method) {
        return at(
                List.of(
                        FileDescriptorProto.SERVICE_FIELD_NUMBER,
                        method.getService().getIndex(),
                        ServiceDescriptorProto.METHOD_FIELD_NUMBER,
                        method.getIndex()));
    }

    private List<String> at(List<Integer> path) {
        Location location = locations.get(path);
        if (location == null) {
            return List.of();
        }
        List<String> before = javadoc(location.getLeadingComments());
        return before.isEmpty() ? javadoc(location.getTrailingComments()) : before;
    }

    /** A comment's text as lines of javadoc, without what begins a line there. */
    static List<String> javadoc(String comment) {
        List<String> lines = new ArrayList<>();
        boolean paragraph = false;
        for (String line : comment.strip().lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                paragraph = true;
                continue;
            }
            if (paragraph) {
                lines.add("");
            }
            lines.add((paragraph ? "<p>" : "") + escaped(line));
            paragraph = false;
        }
        return lines;
    }

    private static String escaped(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '@' -> text.append("&#64;");
                // Would be the first half of an escape in Java.
                case '\\' -> text.append("&#92;");
                case '/' -> text.append(i > 0 && line.charAt(i - 1) == '*' ? "&#47;" : "/");
                default -> text.append(c);
            }
        }
        return text.toString();
    }
}
