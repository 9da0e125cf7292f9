package dev.keepstep.core.checkpoint.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signature Version 4 with {@code UNSIGNED-PAYLOAD}, also where the endpoint is plain HTTP: there
 * the SDK would hash every body once more, piece by piece, and the server would do the same. The
 * CRC-64 of the body is a signed header that the server checks, and the SHA-256 of every chunk lies
 * in the manifest. The AWS SDK's native client leaves bodies unsigned everywhere too.
 */
final class BodiesUnsigned implements AuthScheme<AwsCredentialsIdentity> {
  private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();

  @Override
  public String schemeId() {
    return AwsV4AuthScheme.SCHEME_ID;
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return scheme.identityProvider(providers);
  }

  @Override
  public HttpSigner<AwsCredentialsIdentity> signer() {
    return new Signer(scheme.signer());
  }

  private record Signer(AwsV4HttpSigner signer) implements HttpSigner<AwsCredentialsIdentity> {
    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      // over HTTP the SDK signs every body that it sees, whatever it is told
      SignedRequest signed = signer.sign(withoutBody(request));
      return signed.toBuilder().payload(request.payload().orElse(null)).build();
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return signer.signAsync(request);
    }

    private static <T extends AwsCredentialsIdentity> SignRequest<T> withoutBody(
        SignRequest<T> request) {
      return request.copy(
          copy ->
              copy.payload(null)
                  .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                  .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, false));
    }
  }
}
