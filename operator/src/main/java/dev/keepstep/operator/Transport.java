package dev.keepstep.operator;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/**
 * OkHttp, whose answers may be closed on one thread while another reads them. fabric8 closes a
 * watch so that is plain HTTP; OkHttp's buffers are for one thread, and its closing reads on.
 */
final class Transport extends OkHttpClientFactory {
  private static final int SWITCHING_PROTOCOLS = 101;

  @Override
  protected void additionalConfig(OkHttpClient.Builder builder) {
    builder.addInterceptor(Transport::closable);
  }

  private static Response closable(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    ResponseBody body = response.body();
    if (body == null || response.code() == SWITCHING_PROTOCOLS) {
      return response; // a WebSocket's connection is not read as an answer
    }
    Source source = new Closable(body.source(), chain.call());
    return response
        .newBuilder()
        .body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
        .build();
  }

  private static final class Closable extends ForwardingSource {
    private final Call call;
    private volatile boolean ended;

    Closable(Source body, Call call) {
      super(body);
      this.call = call;
    }

    @Override
    public synchronized long read(Buffer sink, long byteCount) throws IOException {
      long length = super.read(sink, byteCount);
      ended = length < 0;
      return length;
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        super.close();
        return;
      }
      call.cancel(); // who reads stops waiting, and lets go of the lock
      synchronized (this) {
        super.close();
      }
      // the reader's buffer would be emptied next, and it may still be at it
      throw new IOException("closed before its end");
    }
  }
}
