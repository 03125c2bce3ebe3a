// XML of strangers as a tree, within bounds. A document type is refused whatever it says, so that there are no entities but the
// five of XML itself, no bombs made of them and nothing that is fetched. Names are without their prefix.
import sax from "sax";
import { StatementFileError } from "./foreign_statement.ts";

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

/** Elements within elements: camt has about 12. */
export const XML_DEPTH_MAX = 40;

/** Elements of one file: about 40 for each line. */
export const XML_NODES_MAX = 3_000_000;

interface Growing {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Growing[];
  text: string;
}

/** @throws {StatementFileError} for what is not well-formed, has a document type, or is beyond the bounds. */
export function xmlTree(text: string): XmlNode {
  const parser = sax.parser(true, { trim: false, normalize: false, xmlns: false, position: true });
  const open: Growing[] = [];
  let root: Growing | null = null;
  let nodes = 0;
  const refuse = (why: string): never => {
    throw new StatementFileError(`${why} (line ${parser.line + 1})`);
  };
  parser.ondoctype = () => refuse("it has a document type, which no statement needs");
  parser.onsgmldeclaration = () => refuse("it has a declaration that no statement needs");
  parser.onerror = (error) => refuse(`it is not well-formed XML: ${error.message.split("\n")[0]}`);
  parser.onopentag = ({ name, attributes }) => {
    if (open.length >= XML_DEPTH_MAX) refuse(`elements are within more than ${XML_DEPTH_MAX}`);
    if (++nodes > XML_NODES_MAX) refuse(`it has more than ${XML_NODES_MAX} elements`);
    const node: Growing = {
      name: name.slice(name.indexOf(":") + 1),
      attributes: attributes as Record<string, string>,
      children: [],
      text: "",
    };
    const parent = open.at(-1);
    if (parent) parent.children.push(node);
    else root ??= node;
    open.push(node);
  };
  parser.onclosetag = () => void open.pop();
  const take = (more: string) => {
    const node = open.at(-1);
    if (node) node.text += more;
  };
  parser.ontext = take;
  parser.oncdata = take;
  parser.write(text).close();
  return root ?? refuse("it has no element");
}

/** The first element at a path of names, or null. */
export function at(node: XmlNode | null, ...path: readonly string[]): XmlNode | null {
  let found = node;
  for (const name of path) {
    found = found?.children.find((child) => child.name === name) ?? null;
    if (!found) return null;
  }
  return found;
}

/** All elements of a name directly within. */
export function each(node: XmlNode | null, name: string): readonly XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** What stands in the first element at a path; null where there is none or nothing in it. */
export function said(node: XmlNode | null, ...path: readonly string[]): string | null {
  const text = at(node, ...path)?.text.replace(/^\s+|\s+$/g, "");
  return text ? text : null;
}
