/**
 * Stands in for the package `form-data` below axios (see esbuild.mjs): nothing here sends a form through axios, and the
 * package brings the table of all media types along, more than 130 kB. The class that is built into Node takes its place.
 */
const nativeFormData = globalThis.FormData;
export default nativeFormData;
