package org.ouroboros3d.format.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records as JSON objects, both ways: the keys are the components in snake_case, constants are in lower case. A key that
 * is missing or null has its default. Records check their own ranges.
 *
 * <p>Every mistake is an {@link IllegalArgumentException} that names the configuration, the key and what was expected.
 */
public final class JsonRecords {
    private static final String DEFAULTS = "defaults";
    private static final String BASE = "base";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfigDefaults(coercions -> {
                for (CoercionInputShape shape : CoercionInputShape.values()) {
                    coercions.setCoercion(shape, CoercionAction.Fail);
                }
            })
            .withConfigOverride(
                    Optional.class,
                    written -> written.setInclude(
                            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY)))
            .addModule(new SimpleModule()
                    .addDeserializer(double.class, new NumbersOnly())
                    .addDeserializer(Double.class, new NumbersOnly())
                    .addSerializer(Path.class, ToStringSerializer.instance)
                    .addDeserializer(Path.class, new BasedPath())
                    .addSerializer(new WrittenOptional())
                    .addDeserializer(Optional.class, new ReadOptional(null))
                    .setDeserializerModifier(new BeanDeserializerModifier() {
                        @Override
                        public JsonDeserializer<?> modifyDeserializer(
                                DeserializationConfig config, BeanDescription type, JsonDeserializer<?> reader) {
                            return type.getBeanClass().isRecord() ? new Completed(reader) : reader;
                        }
                    }))
            .build();

    private final Map<Class<?>, JsonNode> defaults = new HashMap<>();

    /** {@return a reader of records without defaults} */
    public static JsonRecords plain() {
        return new JsonRecords();
    }

    /** Has missing keys of a record, wherever it occurs, be as in this one. */
    public JsonRecords with(Record complete) {
        defaults.put(complete.getClass(), tree(complete));
        return this;
    }

    /** Has missing keys of a record, wherever it occurs, be as in a JSON object, which need not have all. */
    public JsonRecords with(Class<? extends Record> type, String json) {
        try {
            defaults.put(type, MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
        return this;
    }

    /** {@return a record of which all keys have defaults, from an object} */
    public static <T extends Record> T read(String name, JsonNode node, T defaults) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) defaults.getClass();
        return plain().with(defaults).read(name, node, type, Path.of(""));
    }

    /**
     * {@return a record from a JSON object}
     *
     * @param name what the object configures, for messages, such as {@code "UNet"}
     * @param base what relative paths begin at
     */
    public <T> T read(String name, JsonNode node, Class<T> type, Path base) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(name + " configuration must be a JSON object, got "
                    + (node == null || node.isMissingNode() ? "nothing" : node));
        }
        try {
            return MAPPER.readerFor(type)
                    .withAttribute(DEFAULTS, defaults)
                    .withAttribute(BASE, base)
                    .readValue(node);
        } catch (JsonMappingException e) {
            throw JsonMistake.of(name, node, e, MAPPER);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " configuration: " + e.getMessage(), e);
        }
    }

    /** {@return a record as a tree, without empty components} */
    public static ObjectNode tree(Record value) {
        return MAPPER.valueToTree(value);
    }

    /** Adds what an object lacks of its record's defaults. */
    private static final class Completed extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        Completed(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Completed(reader);
        }

        @Override
        public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
            JsonNode given = context.readTree(json);
            if (given instanceof ObjectNode object) {
                object.properties().removeIf(entry -> entry.getValue().isNull());
                Map<?, ?> all = (Map<?, ?>) context.getAttribute(DEFAULTS);
                if (all.get(handledType()) instanceof ObjectNode usual) {
                    given = usual.deepCopy().setAll(object);
                }
            }
            try (JsonParser complete = new TreeTraversingParser(given, json.getCodec())) {
                complete.nextToken();
                return super.deserialize(complete, context);
            }
        }
    }

    /** Jackson itself takes the string "NaN" for a number. */
    private static final class NumbersOnly extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1;

        NumbersOnly() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return json.currentToken().isNumeric()
                    ? Double.valueOf(json.getDoubleValue())
                    : (Double) context.handleUnexpectedToken(double.class, json);
        }

        @Override
        public Double getNullValue(DeserializationContext context) throws JsonMappingException {
            return context.reportInputMismatch(this, "null is no number");
        }
    }

    private static final class BasedPath extends StdDeserializer<Path> {
        private static final long serialVersionUID = 1;

        BasedPath() {
            super(Path.class);
        }

        /** {@inheritDoc} An empty string is as good as none. */
        @Override
        public Path deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = context.readValue(json, String.class);
            return text.isEmpty() ? null : ((Path) context.getAttribute(BASE)).resolve(text);
        }
    }

    private static final class ReadOptional extends StdDeserializer<Optional<?>> implements ContextualDeserializer {
        private static final long serialVersionUID = 1;
        private final transient JsonDeserializer<Object> content;

        ReadOptional(JsonDeserializer<Object> content) {
            super(Optional.class);
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            JavaType type = context.getContextualType().containedType(0);
            return new ReadOptional(context.findContextualValueDeserializer(type, property));
        }

        @Override
        public Optional<?> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return Optional.ofNullable(content.deserialize(json, context));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    private static final class WrittenOptional extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        WrittenOptional() {
            super(Optional.class, false);
        }

        @Override
        public boolean isEmpty(SerializerProvider all, Optional<?> value) {
            return value.isEmpty();
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider all) throws IOException {
            all.defaultSerializeValue(value.orElse(null), json);
        }
    }
}
