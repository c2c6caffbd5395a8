/** Configurations in JSON, read strictly: unknown keys and wrong types are errors that name the key. */
package org.ouroboros3d.format.json;
