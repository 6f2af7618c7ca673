/** The form's own rules for a message, so that browser and receiver cannot disagree. */
export {
  cleanFields as normalizeFields,
  type FieldFault as FieldError,
  type FieldName,
  type Fields,
  fieldFaults as validateFields,
  fieldNames,
  fieldRules,
} from '../../../src/form/message.ts';
