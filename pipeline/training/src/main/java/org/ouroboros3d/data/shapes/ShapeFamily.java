package org.ouroboros3d.data.shapes;

import java.util.Locale;

/** The kinds of objects. A kind's objects differ in build, proportions, colours and patterns. */
enum ShapeFamily {
    CAR,
    TRUCK,
    AIRCRAFT,
    BOAT,
    CHAIR,
    CABINET,
    DESK,
    HOUSE,
    TOWER,
    QUADRUPED,
    BIRD,
    FISH,
    VASE,
    CUP,
    BOTTLE,
    LETTER,
    TREE,
    POTTED_PLANT,
    ROBOT,
    SNOWMAN,
    FIGURE,
    COMPOSITION,
    STACK;

    /** Adds the parts of one object. */
    void assemble(Assembly assembly, ShapeRandom random) {
        switch (this) {
            case CAR -> VehicleShapes.car(assembly, random);
            case TRUCK -> VehicleShapes.truck(assembly, random);
            case AIRCRAFT -> VehicleShapes.aircraft(assembly, random);
            case BOAT -> VehicleShapes.boat(assembly, random);
            case CHAIR -> FurnitureShapes.chair(assembly, random);
            case CABINET -> FurnitureShapes.cabinet(assembly, random);
            case DESK -> FurnitureShapes.desk(assembly, random);
            case HOUSE -> BuildingShapes.house(assembly, random);
            case TOWER -> BuildingShapes.tower(assembly, random);
            case QUADRUPED -> AnimalShapes.quadruped(assembly, random);
            case BIRD -> AnimalShapes.bird(assembly, random);
            case FISH -> AnimalShapes.fish(assembly, random);
            case VASE -> VesselShapes.vase(assembly, random);
            case CUP -> VesselShapes.cup(assembly, random);
            case BOTTLE -> VesselShapes.bottle(assembly, random);
            case LETTER -> LetterShapes.letter(assembly, random);
            case TREE -> PlantShapes.tree(assembly, random);
            case POTTED_PLANT -> PlantShapes.pottedPlant(assembly, random);
            case ROBOT -> FigureShapes.robot(assembly, random);
            case SNOWMAN -> FigureShapes.snowman(assembly, random);
            case FIGURE -> FigureShapes.person(assembly, random);
            case COMPOSITION -> AbstractShapes.composition(assembly, random);
            case STACK -> AbstractShapes.stack(assembly, random);
        }
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
