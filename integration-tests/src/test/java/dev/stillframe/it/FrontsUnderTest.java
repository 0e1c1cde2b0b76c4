package dev.stillframe.it;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Runs a class for each front that {@link EachFront} names, or for the one of the command line. */
final class FrontsUnderTest implements ClassTemplateInvocationContextProvider {

    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(FrontsUnderTest.class);

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
            ExtensionContext context) {
        EachFront annotation = context.getRequiredTestClass().getAnnotation(EachFront.class);
        String chosen = FrontUnderTest.chosen();
        return (chosen.isEmpty() ? Stream.of(annotation.value()) : Stream.of(chosen))
                .map(OnFront::new);
    }

    /** One run of a class. */
    private record OnFront(String name)
            implements ClassTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "on " + Ability.named(name);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == FrontUnderTest.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(OURS)
                    .computeIfAbsent(
                            name, ignored -> FrontUnderTest.start(name), FrontUnderTest.class);
        }
    }
}
