package dev.keepstep.localcluster;

/**
 * Where an S3 server is, and how to sign in. Use path-style addressing.
 *
 * @param podEndpoint URL by which pods of the cluster reach it; empty where there is no cluster
 * @param hostEndpoint URL by which this machine reaches it
 * @param accessKey access key ID
 * @param secretKey secret access key
 * @param region the region to sign for
 */
public record S3Location(
    String podEndpoint, String hostEndpoint, String accessKey, String secretKey, String region) {}
