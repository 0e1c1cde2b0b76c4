package dev.stillframe.behaviour;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Netty's leak detector, which the property {@code io.netty.customResourceLeakDetector} puts in its
 * place; what it would log is kept.
 */
public final class Leaks<T> extends ResourceLeakDetector<T> {
    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

    /** What went through Vert.x' own HTTP/2. */
    private static final Pattern NATIVE =
            Pattern.compile(
                    "vertx\\.core\\.http\\.impl\\.(http2\\.codec\\.|VertxHttp2ConnectionHandler)");

    private static final String BAIT = "a buffer that is lost on purpose";

    /** As Netty makes it. */
    public Leaks(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
    }

    /** As Netty makes it in older ways. */
    @SuppressWarnings("deprecation")
    public Leaks(Class<?> resourceType, int samplingInterval, long ignored) {
        super(resourceType, samplingInterval, ignored);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        REPORTS.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        REPORTS.add(resourceType);
    }

    /**
     * The reports of everything that was lost until now: a buffer is lost on purpose, and when that
     * is reported, so is what was lost before it.
     */
    static List<String> all() throws InterruptedException {
        // Twice: what one collection finds is not reported in any order.
        await(BAIT + ", " + System.nanoTime());
        await(BAIT + ", " + System.nanoTime());
        return REPORTS.stream()
                .filter(report -> !report.contains(BAIT) && !NATIVE.matcher(report).find())
                .toList();
    }

    private static void await(String bait) throws InterruptedException {
        lose(bait);
        long until = System.nanoTime() + Play.PATIENCE.toNanos();
        while (REPORTS.stream().noneMatch(report -> report.contains(bait))) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("the leak detector reports nothing");
            }
            System.gc();
            PooledByteBufAllocator.DEFAULT.buffer(16).release();
            Thread.sleep(1);
        }
    }

    /** Loses a buffer, which this will be told with. */
    static void lose(String hint) {
        ByteBuf lost = PooledByteBufAllocator.DEFAULT.buffer(16);
        lost.touch(hint);
    }
}
