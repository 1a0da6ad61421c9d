"""What the books say of themselves, in both languages."""

from __future__ import annotations

WORDS = {
    "es": {
        "about": "Este libro sale de las mismas páginas que el sitio y contiene todo su texto: las pestañas van una tras otra "
                 "con su rótulo, los recuadros están abiertos y cada capítulo acaba con preguntas y, detrás, sus respuestas "
                 "explicadas.",
        "access": "Texto con estructura, índice enlazado, imágenes con descripción, tablas con encabezados. No hay sonido "
                  "ni movimiento.",
        "answer": "Respuesta",
        "answers": "Respuestas",
        "back": "Volver al texto",
        "contents": "Contenido",
        "cover": "Cubierta",
        "creator": "Colaboradores de Apuntes de AWS",
        "dated": "Las notas dicen en qué fecha se comprobó cada cifra. Correcciones y cambios posteriores:",
        "edition": "Edición del {}",
        "fails": "Falla a propósito",
        "glossary": "Glosario",
        "imprint": "Sobre esta edición",
        "independent": "Proyecto independiente, sin relación con Amazon Web Services. Los nombres de productos y las marcas "
                       "pertenecen a sus titulares.",
        "landmarks": "Lugares del libro",
        "licence": "Textos e imágenes: CC BY 4.0. Puedes copiarlos, adaptarlos y compartirlos si dices de dónde salen.",
        "part": "Parte",
        "right": "Correcta",
        "rights": "Correctas",
        "sources": "Fuentes",
        "start": "Comienzo",
        "subtitle": "Cada cifra, con su fuente y su fecha",
    },
    "en": {
        "about": "This book comes from the same pages as the site and has all of their text: tabs stand one after the other "
                 "under their labels, boxes are open, and every chapter ends with questions and, behind them, their answers "
                 "explained.",
        "access": "Structured text, linked contents, pictures with descriptions, tables with headers. No sound and no motion.",
        "answer": "Answer",
        "answers": "Answers",
        "back": "Back to the text",
        "contents": "Contents",
        "cover": "Cover",
        "creator": "Contributors to AWS Notes",
        "dated": "The notes say when each figure was checked. Later corrections and changes:",
        "edition": "Edition of {}",
        "fails": "Fails on purpose",
        "glossary": "Glossary",
        "imprint": "About this edition",
        "independent": "An independent project, not affiliated with Amazon Web Services. Product names and trademarks belong to "
                       "their owners.",
        "landmarks": "Places in the book",
        "licence": "Text and pictures: CC BY 4.0. You may copy, adapt, and share them if you say where they come from.",
        "part": "Part",
        "right": "Correct",
        "rights": "Correct",
        "sources": "Sources",
        "start": "Start",
        "subtitle": "Every figure with its source and its date",
    },
}
