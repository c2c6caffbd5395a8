/**
 * Configurations in JSON, read strictly: unknown keys and wrong types are errors that name the key. Results as JSON, written
 * from records.
 */
package org.ouroboros3d.format.json;
