/** Version of this package, as it introduces itself to gateways. */
export const VERSION = "0.1.0";
