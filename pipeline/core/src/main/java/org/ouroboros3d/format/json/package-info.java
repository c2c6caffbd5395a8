/**
 * Configurations in JSON, bound to records strictly: unknown keys and wrong types are errors that name the key. Results as
 * JSON, written from records.
 */
package org.ouroboros3d.format.json;
