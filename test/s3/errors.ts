/** An answer that is an error: S3's code and status, its message, and what else the XML and the headers say. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  /** Further elements of the XML. */
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = more.details ?? {};
    this.headers = more.headers ?? {};
  }
}

export const accessDenied = (): S3Error => new S3Error(403, "AccessDenied", "Access Denied");

export const invalidAccessKeyId = (accessKeyId: string): S3Error =>
  new S3Error(
    403,
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
    {
      details: { AWSAccessKeyId: accessKeyId },
    },
  );

export const signatureDoesNotMatch = (canonicalRequest: string): S3Error =>
  new S3Error(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    { details: { CanonicalRequest: canonicalRequest } },
  );

export const expiredToken = (): S3Error =>
  new S3Error(400, "ExpiredToken", "The provided token has expired.");

export const invalidToken = (): S3Error =>
  new S3Error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");

export const timeTooSkewed = (): S3Error =>
  new S3Error(
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
  );

export const authorizationMalformed = (message: string): S3Error =>
  new S3Error(400, "AuthorizationHeaderMalformed", `The authorization header is malformed; ${message}`);

/** Signed for another region than the bucket's, and than the endpoint's. */
export const wrongRegion = (signed: string, expected: string): S3Error =>
  new S3Error(
    400,
    "AuthorizationHeaderMalformed",
    `The authorization header is malformed; the region '${signed}' is wrong; expecting '${expected}'`,
    { details: { Region: expected }, headers: { "x-amz-bucket-region": expected } },
  );

/** Signed for the endpoint's region, and the bucket is elsewhere. */
export const permanentRedirect = (bucket: string, region: string): S3Error =>
  new S3Error(
    301,
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    {
      details: { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
      headers: { "x-amz-bucket-region": region },
    },
  );

export const noSuchBucket = (bucket: string): S3Error =>
  new S3Error(404, "NoSuchBucket", "The specified bucket does not exist", {
    details: { BucketName: bucket },
  });

export const noSuchKey = (key: string): S3Error =>
  new S3Error(404, "NoSuchKey", "The specified key does not exist.", { details: { Key: key } });

export const noSuchUpload = (): S3Error =>
  new S3Error(404, "NoSuchUpload", "The specified multipart upload does not exist.");

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    details: { Condition: condition },
  });

export const invalidRange = (size: number): S3Error =>
  new S3Error(416, "InvalidRange", "The requested range is not satisfiable", {
    details: { ActualObjectSize: String(size) },
    headers: { "content-range": `bytes */${size}` },
  });

export const badRequest = (code: string, message: string): S3Error => new S3Error(400, code, message);

export const missingContentLength = (): S3Error =>
  new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

export const bucketNotEmpty = (): S3Error =>
  new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");

export const bucketExists = (): S3Error =>
  new S3Error(409, "BucketAlreadyOwnedByYou", "You already own a bucket of this name.");

export const notImplemented = (what: string): S3Error =>
  new S3Error(501, "NotImplemented", `The test server does not have ${what}.`);
