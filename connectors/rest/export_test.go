package rest

// RetryAfter is retryAfter, for tests.
var RetryAfter = retryAfter
