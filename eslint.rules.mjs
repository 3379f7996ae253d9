// Rules of the house: those that no package has, and the style of names.
import { ESLintUtils } from '@typescript-eslint/utils';
import ts from 'typescript';
import { plainWords } from './eslint.words.mjs';

/**
 * A table is asked with a word from outside by `lookUp`: `table['__proto__']` and `table['constructor']` answer what nobody
 * wrote. Objects that are read by any text, and texts that the code does not name, are seen by their types.
 */
const lookUp = {
  meta: {
    type: 'problem',
    fixable: 'code',
    schema: [],
    messages: {
      read: 'Ask a table with `lookUp(table, word)`: every object has a "constructor".',
      own: 'Use Object.hasOwn: every object has a "constructor".',
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();
    const typeOf = (node) => services.getTypeAtLocation(node);
    const isOpen = (type) =>
      type.isUnion()
        ? type.types.some(isOpen)
        : (type.flags & (ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.TemplateLiteral)) !== 0;
    const isTable = (type) =>
      type.isUnion() ? type.types.some(isTable) : checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined;
    const isTarget = (node) => node.parent.type === 'AssignmentExpression' && node.parent.left === node;
    return {
      MemberExpression(node) {
        if (!node.computed || node.property.type === 'Literal') return;
        if (!isOpen(typeOf(node.property)) || !isTable(typeOf(node.object))) return;
        const textOf = (one) => context.sourceCode.getText(one);
        const object = node.optional ? `${textOf(node.object)} ?? {}` : textOf(node.object);
        const fix = (fixer) => fixer.replaceText(node, `lookUp(${object}, ${textOf(node.property)})`);
        context.report({ node, messageId: 'read', ...(!isTarget(node) && { fix }) });
      },
      "BinaryExpression[operator='in']"(node) {
        if (node.left.type !== 'Literal' && isOpen(typeOf(node.left))) context.report({ node, messageId: 'own' });
      },
    };
  },
};

export const house = { rules: { 'look-up': lookUp, 'plain-words': plainWords } };

/**
 * Constants are camelCase like every other value. A key of an object is a word of the wire or of a library: it stays, and so
 * does a value that is taken out of one by its name.
 */
export const constants = [
  ...['variable', 'classProperty', 'parameter'].map((selector) => ({
    selector,
    format: null,
    custom: { regex: '^[A-Z][A-Z0-9_]+$', match: false },
  })),
  ...['variable', 'parameter'].map((selector) => ({ selector, modifiers: ['destructured'], format: null })),
];
