/** Fails as it is loaded. */
throw new Error("this file is broken");
